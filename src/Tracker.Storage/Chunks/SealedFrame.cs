using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Storage.Chunks;

/// <summary>A frame and where it stands in the journal.</summary>
/// <param name="Position">Position of its entry.</param>
/// <param name="Index">Its place among the frames of that entry.</param>
/// <param name="ReceivedAt">When that entry was taken.</param>
/// <param name="Frame">The frame.</param>
internal readonly record struct SealedFrame(long Position, int Index, Timestamp ReceivedAt, Frame Frame);
