using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Text;
using Tracker.Daemon.Hosting.Tls;

namespace Tracker.Daemon.Hosting;

/// <summary>Says what is wrong with options in one sentence, before anything is opened.</summary>
internal static class DaemonOptionsValidator
{
    /// <summary>The kernel's sun_path takes 108 bytes with the closing zero.</summary>
    public const int LongestSocketPath = 107;

    /// <returns>One sentence; null when all is well.</returns>
    public static string? Problem(DaemonOptions options) =>
        Address("http", options.Http)
        ?? Address("grpc", options.Grpc)
        ?? (options.MetricsAddress is { } metrics ? Address("metrics", metrics) : null)
        ?? SocketPath(options.SocketPath)
        ?? Range("Slots", options.Slots, 1, 1_024)
        ?? Range("MaxConnections", options.MaxConnections, 1, 65_536)
        ?? Range("MaxTokens", options.MaxTokens, 1, 1_024)
        ?? Range("MaxStreams", options.MaxStreams, 1, 65_536)
        ?? Range("MaxCalls", options.MaxCalls, 1, 65_536)
        ?? Range("MaxWatchers", options.MaxWatchers, 1, 65_536)
        ?? Range("WatchBacklog", options.WatchBacklog, 1, 65_536)
        ?? Range("AllowedUids (count)", options.AllowedUids.Count, 0, 64)
        ?? Range("AllowedHosts (count)", options.AllowedHosts.Count, 0, 64)
        ?? Range("Rules:Files (count)", options.Rules.Files.Count, 0, 64)
        ?? Range("StallFloor", options.StallFloor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
        ?? options.Monitor.Problem()
        ?? SystemInterval(options.SystemInterval)
        ?? Range("LostAfter", options.LostAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        ?? (options.MaxStoreBytes is 0 or >= 1 << 20 ? null : $"MaxStoreBytes is {options.MaxStoreBytes}: give 0 for no limit, or 1048576 or more.")
        ?? TlsOptions.Problem(options.Tls)
        ?? NetworkBind.Problem(options)
        ?? Annotations("Limits", options.Limits)
        ?? Annotations("Store", options.Store)
        ?? Annotations("Runs", options.Runs)
        ?? Annotations("Search", options.Search)
        ?? Annotations("Jobs", options.Jobs)
        ?? Annotations("Transport", options.Transport)
        ?? Annotations("Retention", options.Retention)
        ?? (options.Retention.Problem() is { } rule ? $"Retention:{rule}" : null)
        ?? Annotations("Export", options.Export);

    /// <summary>Reads address:port.</summary>
    /// <returns>One sentence; null when the address is good.</returns>
    public static string? TryParseAddress(string flag, string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        var portIsGood = ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        if (colon <= 0 || !portIsGood)
            return $"--{flag} {text} is no address: write ADDRESS:PORT as in 127.0.0.1:7070, with port 0 for a free one.";
        var host = text[..colon];
        IPAddress? address;
        if (host == "localhost") address = IPAddress.Loopback;
        else if (!IPAddress.TryParse(host.Trim('[', ']'), out address))
            return $"--{flag} {text} names no IP address: write 127.0.0.1:{port} for this machine alone, or 0.0.0.0:{port} for all.";
        endPoint = new IPEndPoint(address, port);
        return null;
    }

    private static string? Address(string flag, string text) => TryParseAddress(flag, text, out _);

    private static string? SystemInterval(TimeSpan interval) =>
        interval == TimeSpan.Zero ? null : Range("SystemInterval", interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    private static string? SocketPath(string path)
    {
        var bytes = Encoding.UTF8.GetByteCount(path);
        return bytes <= LongestSocketPath
            ? null
            : $"the Unix socket's path {path} has {bytes} bytes, {LongestSocketPath} is the most: give a shorter one with --socket.";
    }

    private static string? Annotations(string key, object options)
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? null
            : $"{key}: {faults[0].ErrorMessage}";
    }

    private static string? Range<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? null : $"{key} is {value}: give {least} to {most}.";
}
