using Tracker.Daemon.Tests.Export;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>What a daemon counts.</summary>
internal static class Scrape
{
    public static async Task<Exposition> MetricsAsync(this DaemonHost host)
    {
        using var client = new HttpClient();
        return Exposition.Parse(await client.GetByteArrayAsync(new Uri(host.Http, "/metrics"), TestContext.Current.CancellationToken));
    }

    /// <summary>How often a limit was reached.</summary>
    public static async Task<double> ReachedAsync(this DaemonHost host, string limit)
    {
        var page = await host.MetricsAsync();
        return page.Find("tracker_limit_reached_total", ("limit", limit)).Sum(static sample => sample.Value);
    }
}
