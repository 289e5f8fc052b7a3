using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>A run made by a generator: rows of two metric sets, healthy or sick, and a way to apply them in any cut.</summary>
internal sealed record RandomRun(RunFacts Facts, RandomRun.Row[] Rows)
{
    public static readonly Gen<RandomRun> Gen = CsCheck.Gen.Select(
        CsCheck.Gen.Int[0, 5], CsCheck.Gen.Int[20, 900], CsCheck.Gen.Int[1, 20], CsCheck.Gen.Bool, CsCheck.Gen.Bool, CsCheck.Gen.Double[0, 1].Array[64],
        Make);

    public static readonly Gen<int[]> Cuts = CsCheck.Gen.Int[1, 90].Array[1, 40];

    /// <summary>Applies the rows: each number of <paramref name="cuts"/>, in turn, is the rows of one input; a frame ends where the set changes.</summary>
    public RunScript Apply(int[] cuts, Action<RunScript>? between = null, double scale = 1, bool systemColumn = false)
    {
        var script = new RunScript(Facts);
        string[] extra = systemColumn ? ["system/data-wait-share"] : [];
        var sets = new[] { script.Set([.. extra, "train/loss", "lr", "grad_norm"]), script.Set([.. extra, "val/loss", "val/accuracy"]) };
        var next = 0;
        for (var turn = 0; next < Rows.Length; turn++)
        {
            var taken = Rows.AsSpan(next, Math.Min(cuts[turn % cuts.Length], Rows.Length - next));
            var frames = new List<Frame>();
            while (!taken.IsEmpty)
            {
                var length = 1;
                while (length < taken.Length && taken[length].Set == taken[0].Set && taken[length].Attempt == taken[0].Attempt) length++;
                var rows = taken[..length].ToArray();
                frames.Add(script.Frame(
                    sets[rows[0].Set],
                    Array.ConvertAll(rows, row => row.Step),
                    Array.ConvertAll<Row, double[]>(rows, row => systemColumn ? [row.Values[0], .. row.Scaled(scale)] : row.Scaled(scale)),
                    Array.ConvertAll(rows, row => row.Time),
                    rows[0].Attempt));
                taken = taken[length..];
                next += length;
            }

            script.Position = next - 1;
            script.Report([.. frames]);
            between?.Invoke(script);
        }

        script.Finish();
        return script;
    }

    private static RandomRun Make(int kind, int steps, int every, bool planned, bool classes, double[] noise)
    {
        var facts = new RunFacts
        {
            Kind = TrainingKind.Supervised,
            ClassCount = classes ? 10 : null,
            PlannedSteps = planned ? steps : null,
        };
        var rows = new List<Row>();
        var attempt = 1;
        for (var step = 0; step < steps; step++)
        {
            var noisy = 0.05 * noise[step % noise.Length];
            var loss = kind switch
            {
                0 => (2.3 * Math.Exp(-step / 100.0)) + noisy,
                1 => 2.3026 + (0.02 * noisy),
                2 => 2.3 + (step * 0.05) + noisy,
                3 => step % 97 == 50 ? double.NaN : 2 + noisy,
                4 => 1.5 + (((step / 8) % 2) * 0.5 * noise[step / 8 % noise.Length]),
                _ => 2.3 - (step * 0.0001) + (noisy * noisy),
            };
            rows.Add(new Row(0, step, step * 1_000_000L, attempt, [loss, 0.01, 1 + noisy]));
            if (step % every == 0)
            {
                double[] evaluation = [kind == 0 ? 1 + (step * 0.002) : 2 + noisy, classes ? 0.1 : noisy];
                rows.Add(new Row(1, step, (step * 1_000_000L) + 500, attempt, evaluation));
            }

            if (step == steps / 2 && kind == 5)
            {
                attempt = 2;
                step /= 2;
                kind = 0;
            }
        }

        return new RandomRun(facts, [.. rows]);
    }

    internal sealed record Row(int Set, long Step, long Time, int Attempt, double[] Values)
    {
        public double[] Scaled(double scale) => Set == 0 ? [Values[0] * scale, Values[1], Values[2] * scale] : [Values[0] * scale, Values[1]];
    }
}
