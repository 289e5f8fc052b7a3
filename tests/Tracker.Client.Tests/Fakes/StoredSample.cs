namespace Tracker.Client.Tests.Fakes;

internal readonly record struct StoredSample(string Metric, int Attempt, long Step, long Time, double Value, string Producer, ulong Sequence);
