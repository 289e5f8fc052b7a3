using System.Text.Json;

namespace Tracker.Daemon.Hosting;

/// <summary>What the daemon says on stdout: that it listens and where, and that it stopped. A sentence, or with <c>--json</c> one object a line.</summary>
internal sealed class Announcement(bool json)
{
    public const string Flag = "--json";

    public void Listening(AddressFile bound) => Console.Out.WriteLine(json
        ? JsonSerializer.Serialize(bound, AddressFileJson.Default.AddressFile)
        : $"trackerd {bound.Version} listens: http {bound.Http}, grpc {bound.Grpc}, socket {bound.Socket}{Rest(bound)}");

    /// <param name="working">Jobs that have a process.</param>
    public void Stopped(int working) => Console.Out.WriteLine(json
        ? $$"""{"stopped":true,"jobsThatGoOn":{{working}}}"""
        : working == 0
            ? "trackerd stopped."
            : $"trackerd stopped. Jobs that go on without it: {working}; the next daemon on this data takes them up.");

    private static string Rest(AddressFile bound) =>
        (bound.Metrics is { } metrics ? $", metrics {metrics}" : "") + (bound.Tls ? "; http and grpc speak TLS" : "");
}
