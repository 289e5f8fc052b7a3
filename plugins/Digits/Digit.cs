namespace Tracker.Plugins.Digits;

/// <summary>One handwritten digit.</summary>
/// <param name="Pixels">64 values, row after row, 0 (white) to 1 (black).</param>
/// <param name="Label">0 to 9.</param>
internal sealed record Digit(float[] Pixels, int Label);
