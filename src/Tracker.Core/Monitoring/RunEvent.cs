using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>What comes out of a run monitor. Numbered per run from 1 without a gap.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When the input that brought it was received.</param>
/// <param name="Step">The step it belongs to; -1 where it has none.</param>
public abstract record RunEvent(ulong Number, Timestamp At, long Step);

/// <summary>The run's status changed.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Step">The last step.</param>
/// <param name="Status">The new status.</param>
/// <param name="Reason">One sentence; empty where there is nothing to say.</param>
public sealed record StatusChanged(ulong Number, Timestamp At, long Step, RunStatus Status, string Reason) : RunEvent(Number, At, Step);

/// <summary>An alert fired, changed its severity or resolved.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Step">The step of the sample that did it.</param>
/// <param name="Alert">The alert as it is now.</param>
public sealed record AlertChanged(ulong Number, Timestamp At, long Step, Alert Alert) : RunEvent(Number, At, Step);

/// <summary>The likely cause changed, appeared or went (likelihood 0).</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Step">The last step.</param>
/// <param name="Finding">The finding as it is now.</param>
public sealed record FindingChanged(ulong Number, Timestamp At, long Step, Finding Finding) : RunEvent(Number, At, Step);

/// <summary>A remedy is proposed.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Step">The last step.</param>
/// <param name="Plan">What to do.</param>
public sealed record RemedyProposed(ulong Number, Timestamp At, long Step, RemedyPlan Plan) : RunEvent(Number, At, Step);

/// <summary>An order is on its way to the trainer.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Step">The last step.</param>
/// <param name="Command">The order.</param>
public sealed record CommandIssued(ulong Number, Timestamp At, long Step, RunCommand Command) : RunEvent(Number, At, Step);

/// <summary>The trainer said what became of an order, or it expired.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Step">The last step.</param>
/// <param name="Command">The order's id.</param>
/// <param name="State">What became of it.</param>
/// <param name="Message">In one sentence.</param>
public sealed record CommandSettled(ulong Number, Timestamp At, long Step, CommandId Command, CommandState State, string Message)
    : RunEvent(Number, At, Step);
