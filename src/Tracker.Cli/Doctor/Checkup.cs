using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Doctor;

/// <summary>The checks, from the machine to the daemon.</summary>
internal static class Checkup
{
    private const long LowDiskBytes = 1L << 30;

    public static async IAsyncEnumerable<Check> RunAsync(string? server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Executable();
        yield return JobHost();
        yield return await PythonAsync(cancellationToken).ConfigureAwait(false);
        yield return Disk("disk", DataDirectory.Default);

        DaemonConnection? daemon = null;
        Check? found;
        try
        {
            daemon = await DaemonConnection.OpenAsync(server, cancellationToken).ConfigureAwait(false);
            found = new Check("daemon", CheckState.Well, $"version {daemon.Status.Version} answers at {daemon.Address}.");
        }
        catch (CliException e)
        {
            found = new Check("daemon", CheckState.Broken, e.Message);
        }

        yield return found;
        if (daemon is null) yield break;

        using (daemon)
        {
            var status = daemon.Status;
            yield return new Check("addresses", CheckState.Well, $"http {status.HttpAddress}, gRPC {status.GrpcAddress}, socket {status.SocketPath}.");
            yield return Permission(status);
            yield return Disk("data", status.DataDirectory);
            foreach (var check in await KeepingChecks.OfAsync(daemon, cancellationToken).ConfigureAwait(false)) yield return check;
            foreach (var check in MachineChecks.Of(status.Host)) yield return check;
            foreach (var problem in status.Problems) yield return new Check("daemon", CheckState.Broken, problem);
            yield return new Check("slots", CheckState.Well, $"{status.SlotsInUse} of {status.Slots} in use.");
            yield return await PluginsAsync(daemon, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Check Executable()
    {
        try
        {
            return new Check("installation", CheckState.Well, $"the daemon's executable is {Installation.Daemon}.");
        }
        catch (CliException e)
        {
            return new Check("installation", CheckState.Note, e.Message);
        }
    }

    private static Check JobHost() => Installation.JobHostIfThere is { } path
        ? new Check("job host", CheckState.Well, $"jobs are executed by {path}.")
        : new Check("job host", CheckState.Note, "tracker-job is not installed: external trainers can report, jobs cannot run.", "Build it with ./tracker.");

    private static async Task<Check> PythonAsync(CancellationToken cancellationToken)
    {
        const string Python = "/usr/bin/python3";
        const string WayOut = "apt-get install python3-grpcio, or report over HTTP.";
        if (!File.Exists(Python)) return new Check("python", CheckState.Note, $"{Python} is not installed: trainers in Python cannot report from here.", WayOut);
        var start = new ProcessStartInfo(Python, ["-c", "import grpc, google.protobuf; print(grpc.__version__)"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var version = await python.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await python.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return python.ExitCode == 0
            ? new Check("python", CheckState.Well, $"{Python} has grpcio {version.Trim()}.")
            : new Check("python", CheckState.Note, $"{Python} has no grpcio: trainers in Python cannot report over gRPC from here.", WayOut);
    }

    private static Check Permission(GetStatusResponse status) => status.MayControl
        ? new Check("permission", CheckState.Well, "you may submit and cancel jobs.")
        : new Check(
            "permission",
            CheckState.Note,
            "you may read and report, not submit or cancel.",
            $"Use the socket {status.SocketPath} as the daemon's user, or set TRACKER_TOKEN_FILE.");

    private static Check Disk(string name, string folder)
    {
        var existing = new DirectoryInfo(folder);
        while (existing is { Exists: false, Parent: not null }) existing = existing.Parent;
        var free = new DriveInfo(existing.FullName).AvailableFreeSpace;
        var message = $"{free / (1L << 20):N0} MiB free for {folder}.";
        return free >= LowDiskBytes
            ? new Check(name, CheckState.Well, message)
            : new Check(name, CheckState.Broken, message, "Make room: the daemon stops to acknowledge when the disk is full.");
    }

    private static async Task<Check> PluginsAsync(DaemonConnection daemon, CancellationToken cancellationToken)
    {
        try
        {
            var plugins = await daemon.Jobs.ListPluginsAsync(new ListPluginsRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return plugins.Plugins.Count > 0
                ? new Check("plugins", CheckState.Well, string.Join(", ", plugins.Plugins.Select(plugin => plugin.Name)) + ".")
                : new Check("plugins", CheckState.Note, "none are installed: only external trainers can report.", "Name a folder with --plugins.");
        }
        catch (RpcException e)
        {
            return new Check("plugins", CheckState.Broken, e.Status.Detail);
        }
    }
}
