namespace Tracker.Client.Spooling;

/// <summary>A message as it goes over the wire.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Payload">The serialized request.</param>
/// <param name="Samples">Samples in it.</param>
internal readonly record struct SpooledMessage(ulong Sequence, byte[] Payload, int Samples);
