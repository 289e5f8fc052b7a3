using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Ingest;

namespace Tracker.Runtime.Tests.Ingest;

public sealed class OptionsTests
{
    [Fact]
    public void Start_Defaults_AreValid() => Validate(new IngestLimits(), new MailboxOptions(), new MonitorOptions());

    [Fact]
    public void Start_OutOfRange_NamesTheOption()
    {
        Refused("MessageSamples", new IngestLimits { MessageSamples = 0 }, new MailboxOptions(), new MonitorOptions());
        Refused("HeldFor", new IngestLimits { HeldFor = TimeSpan.FromHours(1) }, new MailboxOptions(), new MonitorOptions());
        Refused("UndecidedBytes", new IngestLimits { UndecidedBytes = 1 }, new MailboxOptions(), new MonitorOptions());
        Refused("AppendsInFlight", new IngestLimits(), new MailboxOptions { AppendsInFlight = 0 }, new MonitorOptions());
        Refused("IdleFor", new IngestLimits(), new MailboxOptions { IdleFor = TimeSpan.Zero }, new MonitorOptions());
        Refused("StallFloor", new IngestLimits(), new MailboxOptions(), new MonitorOptions { StallFloor = TimeSpan.Zero });
    }

    private static void Refused(string name, IngestLimits limits, MailboxOptions mailbox, MonitorOptions monitor)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Validate(limits, mailbox, monitor));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    private static void Validate(IngestLimits limits, MailboxOptions mailbox, MonitorOptions monitor)
    {
        var services = new ServiceCollection();
        services.AddTrackerRuntime();
        services.AddSingleton<IOptionsFactory<IngestLimits>>(provider => new Fixed<IngestLimits>(limits, provider));
        services.AddSingleton<IOptionsFactory<MailboxOptions>>(provider => new Fixed<MailboxOptions>(mailbox, provider));
        services.AddSingleton<IOptionsFactory<MonitorOptions>>(provider => new Fixed<MonitorOptions>(monitor, provider));
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    /// <summary>What a configuration would have bound.</summary>
    private sealed class Fixed<T>(T value, IServiceProvider services)
        : OptionsFactory<T>([], [], services.GetServices<IValidateOptions<T>>())
        where T : class
    {
        protected override T CreateInstance(string name) => value;
    }
}
