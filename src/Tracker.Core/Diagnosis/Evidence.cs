namespace Tracker.Core.Diagnosis;

/// <summary>One thing that was seen and that bears on why a run learns badly, whatever causes it speaks for.</summary>
/// <param name="Id">For good, as rate-above-usual: the weights are listed by it.</param>
/// <param name="Sentence">What was seen, with its numbers.</param>
public readonly record struct Evidence(string Id, string Sentence);
