using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Ingest;

/// <summary>
/// Metric sets of calls by hand, which name their metrics anew each time. The id comes from the names alone, so that it is the same
/// after a restart, and telling a run again of a set that it has changes nothing.
/// </summary>
internal sealed class HandSets(IRunRouter router, Microsoft.Extensions.Options.IOptions<IngestLimits> limits)
{
    private const int MostRemembered = 65_536;
    private const int Attempts = 4;

    // By a digest: names may be half a megabyte, and what is remembered must not be the callers' to grow.
    private readonly ConcurrentDictionary<(RunId Run, ProducerId Producer, UInt128 Names), uint> _known = new();

    /// <summary>The id under which the run knows these names, once that is durable; else why not.</summary>
    public async ValueTask<(uint Set, Refusal? Refusal)> KnowAsync(
        RunId run, ProducerId producer, ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', names));
        var key = (run, producer, BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(text)));
        if (_known.TryGetValue(key, out var known)) return (known, null);
        Refusal? refusal = null;
        var set = Hash(text);
        for (var i = 0; i < Attempts; i++, set = Math.Max(1, set + 1))
        {
            var input = new SetInput(default, producer, Sequence: 0, Rank: 0, set, names);
            var result = await router.SubmitAsync(run, input, cancellationToken).ConfigureAwait(false);
            refusal = SubmitRefusals.Of(result, sequence: 0, limits.Value);
            if (refusal is null)
            {
                // Forgetting is harmless: the next call tells the run again.
                if (_known.Count >= MostRemembered) _known.Clear();
                _known[key] = set;
                return (set, null);
            }

            // Other names have this id: one in four thousand million. The next id is as good.
            if (refusal.Kind != RefusalKind.BadInput) break;
        }

        return (0, refusal);
    }

    /// <summary>FNV-1a; never 0.</summary>
    private static uint Hash(byte[] names)
    {
        var hash = 2_166_136_261u;
        foreach (var octet in names) hash = unchecked((hash ^ octet) * 16_777_619u);
        return Math.Max(1, hash);
    }
}
