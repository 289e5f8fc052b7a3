using CsCheck;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Detection.Statistics;

/// <summary>The constant-size kernel against one that keeps every value and works everything out from the start.</summary>
public sealed class SeriesStatisticsTests
{
    private static readonly Gen<(double[] Values, int Every, long? Planned)> Logs = Gen.Select(
        Gen.Double[-3, 12].Array[1, 220], Gen.OneOf(1, 1, 10, 100), Gen.Long[-20_000, 50_000].Select(n => n < 200 ? (long?)null : n));

    [Fact]
    public void Take_AnyLog_AgreesWithTheNaiveKernel() => Logs.Sample(log =>
    {
        var facts = JudgeFacts.From(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = log.Planned });
        var kernel = default(SeriesStatistics);
        var naive = new NaiveSeries(log.Planned ?? 0);
        for (var i = 0; i < log.Values.Length; i++)
        {
            var step = (long)i * log.Every + 1;
            kernel.Take(step, log.Values[i], facts);
            naive.Take(step, log.Values[i]);
            Close(naive.Fast, kernel.Fast);
            Close(naive.Slow, kernel.Slow);
            Close(naive.Noise, kernel.Noise);
            Close(naive.Best, kernel.Best);
            Close(naive.Start, kernel.Start);
            Close(naive.Early, kernel.EarlyMean);
            Assert.Equal(naive.BestAt, kernel.BestAt);
            Assert.Equal(naive.Armed, kernel.Armed);
            Assert.Equal(naive.Falling, kernel.Falling);
        }
    });

    [Fact]
    public void Take_AfterAnExplosion_NoiseRecovers()
    {
        var facts = JudgeFacts.From(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 2000 });
        var kernel = default(SeriesStatistics);
        for (var step = 1; step <= 600; step++) kernel.Take(step, (step == 150 ? 1e8 : 1) + (0.01 * (step % 3)), facts);
        Assert.InRange(kernel.Noise, 0.001, 0.1);
    }

    [Fact]
    public void Restart_KeepsStartAndBestOnly()
    {
        var facts = JudgeFacts.From(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 600 });
        var kernel = default(SeriesStatistics);
        for (var step = 1; step <= 300; step++) kernel.Take(step, 3 - (step * 0.005), facts);
        var (start, best) = (kernel.Start, kernel.Best);
        kernel.Restart();
        Assert.Equal((start, best, 0, 300), (kernel.Start, kernel.Best, kernel.Count, kernel.TotalCount));
        kernel.Take(200, 2.5, facts);
        Assert.Equal((start, best, 2.5, 1), (kernel.Start, kernel.Best, kernel.Fast, kernel.Count));
        Assert.False(kernel.Armed);
    }

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * (1 + Math.Abs(expected)));

    /// <summary>The rules of the kernel, written once more without any economy.</summary>
    private sealed class NaiveSeries(double planned)
    {
        private readonly List<long> _steps = [];
        private readonly List<double> _x = [];
        private readonly List<double> _fast = [];
        private double _log;
        private double _weight;

        public double Fast { get; private set; }

        public double Slow { get; private set; }

        public double Noise { get; private set; }

        public double Best { get; private set; }

        public long BestAt { get; private set; }

        public bool Armed { get; private set; }

        public double Start => Dense && _x.Count > 1 ? _x.Take(3).Min() : _x[0];

        public double Early => _x.Take(5).Average();

        public bool Falling
        {
            get
            {
                var s = Noise * Math.Sqrt(_weight / (2 - _weight));
                return _x.Count > 16
                    ? Slow - Fast > Math.Max(3 * s, 0.002 * Math.Abs(Start))
                    : Start - Fast > Math.Max(3 * s, 0.03 * Math.Abs(Start)) && Fast <= Best;
            }
        }

        private bool Dense => (_x.Count == 1 ? Math.Max(1, _steps[0]) : (double)(_steps[^1] - _steps[0]) / (_x.Count - 1)) <= 1.5;

        public void Take(long step, double x)
        {
            _steps.Add(step);
            _x.Add(x);
            var n = _x.Count;
            var gap = n == 1 ? Math.Max(1, step) : (double)(step - _steps[0]) / (n - 1);
            var span = planned > 0 ? Math.Clamp(planned / gap / 200, 2, 250) : Math.Clamp((double)n / (Dense ? 10 : 40), 2, 250);
            if (n > 1) TakeNoise();
            var y = span >= 5 && n >= 3 ? _x.TakeLast(3).Order().ElementAt(1) : x;
            _weight = Math.Max(2 / (span + 1), 1.0 / n);
            Fast = n == 1 ? x : Fast + (_weight * (y - Fast));
            Slow = n == 1 ? x : Slow + (Math.Max(2 / ((8 * span) + 1), 1.0 / n) * (y - Slow));
            _fast.Add(Fast);
            var steady = n < 3 ? Fast : _fast.TakeLast(3).Max();
            if (span < 5 && n >= 3) steady = Math.Max(steady, Math.Min(x, _x[^2]));
            var arms = !Armed && n >= 5 && n >= 3 * span && step >= (Dense && planned == 0 ? 500 : 100);
            Armed |= arms;
            if (arms) (Best, BestAt) = (Fast, n);
            else if (n == 1 || steady < Best) (Best, BestAt) = (steady, n);
        }

        private void TakeNoise()
        {
            var d = _x.Count - 1;
            if (d > 64 && d % 8 != 0) return;
            var last = Enumerable.Range(Math.Max(1, d - 8), Math.Min(9, d)).Select(i => Math.Abs(_x[i] - _x[i - 1])).Order().ToArray();
            var log = Math.Log((last[last.Length / 2] / 0.954) + (1e-12 * (Math.Abs(Start) + Math.Abs(_x[^1]))) + 1e-300);
            _log = d == 1 ? log : _log + ((d <= 64 ? Math.Max(0.05, 1.0 / last.Length) : 0.15) * (log - _log));
            Noise = Math.Exp(_log);
        }
    }
}
