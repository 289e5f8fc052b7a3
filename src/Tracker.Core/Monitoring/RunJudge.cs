using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Detection.LabRules;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;

namespace Tracker.Core.Monitoring;

/// <summary>Asks the detectors, counts for how long what they see holds, and keeps the alerts and findings that follow.</summary>
internal sealed class RunJudge
{
    /// <summary>The bit of the diagnosis among the bits of the detectors that are off.</summary>
    private const ulong DiagnosisOff = 1ul << 63;

    private readonly DetectorCatalog _catalog;
    private readonly byte[] _states;
    private readonly AlertStateMachine[] _machines;
    private readonly AlertLog _alerts;
    private readonly FindingLog _findings;
    private ulong _disabled;
    private ulong _firing;

    public RunJudge(DetectorCatalog catalog, EventSink events, ImmutableArray<LabRule> rules = default)
    {
        _catalog = catalog;
        _states = new byte[catalog.StateSize];
        _machines = new AlertStateMachine[catalog.Entries.Count];
        _alerts = new AlertLog(events);
        _findings = new FindingLog(events);
        Trainer = new TrainerAlerts(_alerts);
        Rules = new LabRuleWatch(rules, _alerts);
    }

    public IReadOnlyList<Alert> Alerts => _alerts.All;

    /// <summary>What the trainer raised itself.</summary>
    public TrainerAlerts Trainer { get; }

    /// <summary>The lab's own rules.</summary>
    public LabRuleWatch Rules { get; }

    public ImmutableArray<Finding> Findings => _findings.Current;

    /// <summary>Ids of the evidence of the last diagnosis.</summary>
    public ImmutableArray<string> Evidence { get; private set; } = [];

    /// <summary>What had not been sent at the last diagnosis and would tell more.</summary>
    public ImmutableArray<string> Unsent { get; private set; } = [];

    /// <summary>One of the alerts of detectors that are asked on this occasion fires.</summary>
    public bool IsFiring(Occasions occasion)
    {
        for (var firing = _firing; firing != 0; firing &= firing - 1)
        {
            if ((_catalog.Entries[BitOperations.TrailingZeroCount(firing)].When & occasion) != 0) return true;
        }

        return false;
    }

    /// <summary>The detector of that id was switched off for this run.</summary>
    public bool IsDisabled(string id)
    {
        for (var i = 0; i < _machines.Length; i++)
        {
            if (_catalog.Entries[i].Id == id) return (_disabled & (1ul << i)) != 0;
        }

        return true;
    }

    /// <summary>Asks every detector that is asked on this occasion.</summary>
    public void Judge(Occasions occasion, in RunView view)
    {
        var changed = false;
        var progress = Progress.Of(view);
        for (var i = 0; i < _machines.Length; i++)
        {
            var entry = _catalog.Entries[i];
            if ((entry.When & occasion) != 0 && (_disabled & (1ul << i)) == 0) changed |= Ask(i, entry, progress, view);
        }

        if (changed || IsDue(occasion, view)) Diagnose(view);
    }

    /// <summary>A new attempt: counts begin again, and what only the last attempt can have had is over.</summary>
    public void Restart(long step)
    {
        Array.Clear(_states);
        for (var i = 0; i < _machines.Length; i++)
        {
            ref var machine = ref _machines[i];
            var over = machine.IsFiring && (_catalog.Entries[i].When & (Occasions.Time | Occasions.NonFinite)) != 0;
            if (over) Resolve(i, step, "a new attempt began");
            else machine.Restart();
        }

        Trainer.Restart(step);
        Rules.Recount();

        // What was found in an attempt that is over is no cause of anything in this one.
        if (_firing == 0) _findings.Take([], step);
    }

    /// <summary>What the rules count begins again; what fires goes on until it clears.</summary>
    public void Recount()
    {
        foreach (ref var machine in _machines.AsSpan()) machine.Restart();
        Rules.Recount();
    }

    /// <summary>Another metric is judged from now on.</summary>
    public void Forget(long step)
    {
        Array.Clear(_states);
        for (var i = 0; i < _machines.Length; i++)
        {
            if (_machines[i].IsFiring) Resolve(i, step, "another primary metric was named");
            else _machines[i].Close();
        }
    }

    /// <summary>The run is over or lost: nothing holds any more, but the findings stay as the last word.</summary>
    public void End(string why, in RunView view)
    {
        Diagnose(view, final: true);
        for (var i = 0; i < _machines.Length; i++) _machines[i].Close();
        Rules.Close();
        _firing = 0;
        _alerts.ResolveAll(view.Step, why);
    }

    /// <summary>How far each detector is; asks them without leaving a trace.</summary>
    public IEnumerable<Judgement> Describe(in RunView view)
    {
        var judgements = new List<Judgement>(_machines.Length);
        var states = _states.ToArray();
        var progress = Progress.Of(view);
        for (var i = 0; i < _machines.Length; i++)
        {
            var entry = _catalog.Entries[i];
            judgements.Add((_disabled & (1ul << i)) != 0
                ? new Judgement(entry.Id, JudgementState.Disabled, 0, 0, "switched off: it failed in this run")
                : Describe(entry, _machines[i], _catalog.StateOf(i, states), progress, view));
        }

        judgements.AddRange(Rules.Describe());
        return judgements;
    }

    public void Save(StateWriter writer)
    {
        writer.Int64((long)_disabled);
        writer.Int64((long)_firing);
        writer.Raw(_states);
        foreach (ref var machine in _machines.AsSpan()) writer.Bits(in machine);
        _alerts.Save(writer);
        _findings.Save(writer);
        writer.Sentences(Evidence);
        writer.Sentences(Unsent);
        Trainer.Save(writer);
        Rules.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        _disabled = (ulong)reader.Int64();
        _firing = (ulong)reader.Int64();
        reader.Raw(_states.Length).CopyTo(_states);
        foreach (ref var machine in _machines.AsSpan()) reader.Bits(ref machine);
        _alerts.Load(ref reader);
        _findings.Load(ref reader);
        Evidence = reader.Sentences();
        Unsent = reader.Sentences();
        Trainer.Load(ref reader);
        Rules.Load(ref reader);
        foreach (ref var machine in _machines.AsSpan())
        {
            if (machine.Number < 0 || machine.Number > _alerts.Last) throw StateReader.Broken();
        }
    }

    private bool Ask(int i, DetectorEntry entry, in Progress progress, in RunView view)
    {
        var state = _catalog.StateOf(i, _states);
        ref var machine = ref _machines[i];
        try
        {
            var verdict = KindLimit.Apply(entry, view, entry.Judge(state, view));
            var transition = machine.Take(verdict, progress, _catalog.Yields(i, _firing));
            if (transition == Transition.None) return false;
            if (transition == Transition.Resolved)
            {
                Resolve(i, view.Step, string.Create(CultureInfo.InvariantCulture, $"over at step {view.Step}"));
                return true;
            }

            var message = entry.Explain(state, view, machine.Rule, machine.Held(verdict, progress));
            if (transition == Transition.Graver)
            {
                _alerts.Raise(machine.Number, machine.Severity, view.Step, message);
                return true;
            }

            machine.Number = _alerts.Fire(entry.Id, machine.Severity, verdict.ByTime ? -1 : view.Step, view.Step, message);
            _firing |= 1ul << i;
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Disable(i, entry, failure, view);
            return true;
        }
    }

    private void Resolve(int i, long step, string why)
    {
        _alerts.Resolve(_machines[i].Number, step, why);
        _machines[i].Close();
        _firing &= ~(1ul << i);
    }

    /// <summary>A detector that throws is a fault of ours: the run goes on without it, and people are told.</summary>
    private void Disable(int i, DetectorEntry entry, Exception failure, in RunView view)
    {
        _disabled |= 1ul << i;
        if ((_firing & (1ul << i)) != 0) Resolve(i, view.Step, "its detector failed");
        _machines[i].Close();
        Blame($"the detector {entry.Id}", failure, view);
    }

    /// <summary>Some causes show without a warning: they are looked for as the evaluations double, never at each sample.</summary>
    private static bool IsDue(Occasions occasion, in RunView view)
    {
        if ((occasion & Occasions.Evaluations) != 0) return BitOperations.IsPow2(view.Validation.Count) && view.Validation.Count >= 4;
        return (occasion & Occasions.Samples) != 0 && view.Validation.Count == 0 && view.Loss.Count >= 64 && BitOperations.IsPow2(view.Loss.Count);
    }

    private void Diagnose(in RunView view, bool final = false)
    {
        if ((_disabled & DiagnosisOff) != 0) return;
        try
        {
            var diagnosed = DiagnosisEngine.Diagnose(view, _alerts.All.ToArray(), final);
            Evidence = diagnosed.Evidence;
            Unsent = diagnosed.Unsent;
            _findings.Take(RemedyPlanner.Complete(view, diagnosed.Findings), view.Step);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _disabled |= DiagnosisOff;
            Blame("the diagnosis", failure, view);
        }
    }

    private void Blame(string what, Exception failure, in RunView view)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{what} failed at step {view.Step} ({failure.GetType().Name}: {failure.Message}) and is off for this run");
        _alerts.Fire("detector-error", Severity.Warning, view.Step, view.Step, message);
    }

    private static Judgement Describe(
        DetectorEntry entry, in AlertStateMachine machine, Span<byte> state, in Progress progress, in RunView view)
    {
        var verdict = entry.Judge(state, view);
        return verdict.Kind switch
        {
            _ when machine.IsFiring => new Judgement(
                entry.Id, JudgementState.Firing, 0, 0, entry.Explain(state, view, machine.Rule, machine.Held(verdict, progress))),
            VerdictKind.NotApplicable => new Judgement(entry.Id, JudgementState.NotApplicable, 0, 0, VerdictWords.Sentence(verdict.Lack, view)),
            VerdictKind.NotJudged => new Judgement(
                entry.Id, JudgementState.NotJudged, verdict.Seen, verdict.Needed, VerdictWords.NotJudged(verdict.Seen, verdict.Needed, verdict.Unit)),
            _ when machine.IsPending => new Judgement(
                entry.Id, JudgementState.Pending, 0, 0, entry.Explain(state, view, machine.Rule, machine.Held(verdict, progress))),
            _ => new Judgement(entry.Id, JudgementState.Quiet, 0, 0, VerdictWords.Sentence(verdict.Lack, view)),
        };
    }
}
