using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;

namespace Tracker.Runtime.Tests.Diagnostics;

public sealed class EventInstrumentsTests : IDisposable
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary<string, string>.Empty;

    private readonly TrackerMeter _meter = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];
    private readonly RunEventBus _bus;
    private ulong _number;

    public EventInstrumentsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counted.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))} {value}"));
        _listener.Start();
        _bus = new RunEventBus(new EventInstruments(_meter));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Publish_AlertFiresAndResolves_IsCountedOnce()
    {
        var alert = new Alert(1, "diverged", Severity.Critical, AlertState.Firing, 7, new(0), null, "It diverged.");
        Publish(n => new AlertChanged(n, new(0), 7, alert));
        Publish(n => new AlertChanged(n, new(0), 9, alert with { State = AlertState.Resolved }));

        Assert.Equal(["alerts diverged critical 1"], _counted);
    }

    [Fact]
    public void Publish_RemedyOrderedAndApplied_IsCountedAtEachStage()
    {
        var order = new RunCommand(new CommandId(1), "set-learning-rate", None, 1, null);
        Publish(n => new RemedyProposed(n, new(0), 1, new RemedyPlan("lower-learning-rate", "Lower it.", order.Name, None)));
        Publish(n => new CommandIssued(n, new(0), 1, order));
        Publish(n => new CommandSettled(n, new(0), 1, order.Id, CommandState.Applied, ""));

        Assert.Equal(
            ["remedies lower-learning-rate proposal proposed 1", "remedies set-learning-rate order sent 1", "remedies set-learning-rate order applied 1"],
            _counted);
    }

    [Fact]
    public void Publish_OrderOfAnyName_IsCountedAsOther()
    {
        Publish(n => new CommandIssued(n, new(0), 1, new RunCommand(new CommandId(2), "rm -rf /\n", None, 1, null)));
        Publish(n => new CommandSettled(n, new(0), 1, new CommandId(3), CommandState.Expired, ""));

        Assert.Equal(["remedies other order sent 1", "remedies other order expired 1"], _counted);
    }

    private void Publish(Func<ulong, RunEvent> make) => _bus.Publish(new RunId(1), make(++_number));
}
