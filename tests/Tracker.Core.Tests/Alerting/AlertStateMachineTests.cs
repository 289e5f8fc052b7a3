using Tracker.Core.Alerting;
using Tracker.Core.Detection;

namespace Tracker.Core.Tests.Alerting;

public sealed class AlertStateMachineTests
{
    private AlertStateMachine _machine;

    [Fact]
    public void Take_HeldForLongEnough_FiresOnceAndClearsAfterAsLong()
    {
        Assert.Equal([Transition.None, Transition.None, Transition.Fired, Transition.None], Run(1, 4, true));
        Assert.Equal([Transition.None, Transition.None, Transition.Resolved, Transition.None], Run(5, 4, false));
        Assert.Equal([Transition.None, Transition.None, Transition.Fired], Run(9, 3, true));
    }

    [Fact]
    public void Take_HeldWithABreak_CountsAgain()
    {
        Run(1, 2, true);
        Assert.True(_machine.IsPending);
        Run(3, 1, false);
        Assert.False(_machine.IsPending);
        Assert.Equal([Transition.None, Transition.None, Transition.Fired], Run(4, 3, true));
    }

    [Fact]
    public void Take_WhileTooEarly_CountsButDoesNotFire()
    {
        for (var n = 1; n <= 5; n++)
        {
            var early = Verdict.NotJudged(n, 6, Unit.Samples);
            early.When(true, 3, Unit.Samples, Severity.Warning);
            Assert.Equal(Transition.None, _machine.Take(early, At(n), yields: false));
        }

        Assert.Equal([Transition.Fired], Run(6, 1, true));
    }

    [Fact]
    public void Take_WhileAnotherFires_IsNotRaisedUntilThatIsOver()
    {
        for (var n = 1; n <= 5; n++) Assert.Equal(Transition.None, _machine.Take(Holding(true), At(n), yields: true));
        Assert.Equal(Transition.Fired, _machine.Take(Holding(true), At(6), yields: false));
    }

    [Fact]
    public void Take_AGraverRule_RaisesTheSeverityOnceAndNeverLowersIt()
    {
        Assert.Equal(Transition.Fired, Two(true, false));
        Assert.Equal(Severity.Info, _machine.Severity);
        Assert.Equal(Transition.Graver, Two(true, true));
        Assert.Equal((Severity.Critical, 1), (_machine.Severity, _machine.Rule));
        Assert.Equal(Transition.None, Two(true, false));
        Assert.Equal(Severity.Critical, _machine.Severity);
        Assert.Equal(Transition.Resolved, Two(false, false));
    }

    [Fact]
    public void Take_RuleOfEvaluations_CountsEachOnce()
    {
        for (var n = 1; n < 50; n++) Assert.Equal(Transition.None, Evaluation(n, evaluations: 1, holds: true));
        Assert.Equal(Transition.None, Evaluation(50, 2, true));

        // Between evaluations the train loss may say otherwise; the evaluation stands.
        Assert.Equal(Transition.None, Evaluation(51, 2, false));
        Assert.Equal(Transition.Fired, Evaluation(60, 3, true));
    }

    [Fact]
    public void Take_WhenNoLongerApplicable_Resolves()
    {
        Run(1, 3, true);
        Assert.Equal(Transition.Resolved, _machine.Take(Verdict.NotApplicable(Lack.KindUnknown), At(4), false));
    }

    [Fact]
    public void Take_ARuleAtItsEdge_MakesFewAlerts()
    {
        var fired = 0;
        for (var n = 1; n <= 100_000; n++)
        {
            var verdict = Verdict.Judged(n % 10 != 0);
            verdict.When(n % 10 == 0, 1, Unit.Now, Severity.Warning);
            if (_machine.Take(verdict, new Progress(n, 0, 0, 0, n), false) == Transition.Fired) fired++;
        }

        // Beyond the fourth a break of nine reports ends nothing.
        Assert.Equal(4, fired);
    }

    private static Progress At(long samples) => new(samples, 0, 0, 0, 0);

    private static Verdict Holding(bool holds)
    {
        var verdict = Verdict.Judged(!holds, 3, Unit.Samples);
        verdict.When(holds, 3, Unit.Samples, Severity.Warning);
        return verdict;
    }

    private Transition[] Run(int from, int count, bool holds) =>
        [.. Enumerable.Range(from, count).Select(n => _machine.Take(Holding(holds), At(n), yields: false))];

    private Transition Two(bool info, bool critical)
    {
        var verdict = Verdict.Judged(!info && !critical);
        verdict.When(info, 1, Unit.Now, Severity.Info);
        verdict.When(critical, 1, Unit.Now, Severity.Critical);
        return _machine.Take(verdict, At(1), false);
    }

    private Transition Evaluation(long samples, long evaluations, bool holds)
    {
        var verdict = Verdict.Judged(!holds);
        verdict.When(holds, 3, Unit.Evaluations, Severity.Warning);
        return _machine.Take(verdict, new Progress(samples, evaluations, 0, 0, 0), false);
    }
}
