using Tracker.Core.Runs;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Ingest;

/// <summary>Ids of runs as trainers give them.</summary>
internal static class RunIds
{
    public static Refusal Refuse(string text) =>
        Refusal.BadInput($"the run '{Names.Shorten(text)}' is no id: give 32 lower-case hexadecimal digits, a UUID version 7.");

    public static RunId Make(TimeProvider time) => RunId.Parse(Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
}
