using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// The plugins that jobs can be made of. Each describes itself in a process of the job host: the daemon loads no foreign code. What it
/// said is kept until a file of its folder changes.
/// </summary>
public sealed partial class PluginCatalog : IDisposable
{
    private const int Refused = 65;
    private const int LeastFreeBytes = 64 << 10;

    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PluginCatalog> _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, (string Stamp, PluginLookup Found)> _known = new(StringComparer.Ordinal);

    /// <summary>Looks into the plugin roots of the options.</summary>
    public PluginCatalog(IOptions<JobOptions> options, TimeProvider time, ILogger<PluginCatalog> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>One plugin by its name.</summary>
    public async Task<PluginLookup> FindAsync(string name, CancellationToken cancellationToken)
    {
        var folders = PluginFolders.Find(_options.PluginRoots);
        if (folders.TryGetValue(name, out var folder)) return await DescribeAsync(name, folder, cancellationToken).ConfigureAwait(false);
        var nearest = Nearest.To(name, folders.Keys);
        var known = folders.Count == 0 ? $"There is none in {string.Join(", ", _options.PluginRoots)}"
            : nearest is null ? $"The plugins are {string.Join(", ", folders.Keys)}"
            : $"Did you mean {nearest}? The plugins are {string.Join(", ", folders.Keys)}";
        return new PluginLookup(null, $"There is no plugin '{name}'. {known}.", false);
    }

    /// <summary>Every plugin in the order of names. One that cannot be used says why in its description.</summary>
    public async Task<ImmutableArray<PluginDescription>> ListAsync(CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<PluginDescription>();
        foreach (var (name, folder) in PluginFolders.Find(_options.PluginRoots))
        {
            var lookup = await DescribeAsync(name, folder, cancellationToken).ConfigureAwait(false);
            all.Add(lookup.Plugin ?? new PluginDescription { Name = name, Path = folder, Description = "cannot be used: " + lookup.Refusal });
        }

        return all.ToImmutable();
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<PluginLookup> DescribeAsync(string name, string folder, CancellationToken cancellationToken)
    {
        // Permissions are looked at each time; only the process is spared.
        if (PluginFolders.WhyRefused(folder) is { } refusal) return new PluginLookup(null, refusal, true);
        var stamp = Stamp(folder);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known.TryGetValue(folder, out var known) && known.Stamp == stamp) return known.Found;
            var (found, isFinal) = await AskAsync(name, folder, cancellationToken).ConfigureAwait(false);
            if (found.Plugin is null) LogUnusable(name, found.Refusal);
            if (isFinal) _known[folder] = (stamp, found);
            return found;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <returns>IsFinal: it is the plugin's doing and holds until its files change; not so a full disk or a busy machine.</returns>
    private async Task<(PluginLookup Found, bool IsFinal)> AskAsync(string name, string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(_options.JobHost))
            return (new PluginLookup(null, $"The job host {_options.JobHost} is not there: build it, or tell the daemon where it is with --job-host.", true), false);
        var directory = new JobDirectory(Path.Combine(_options.Directory, $".describe-{Guid.NewGuid():n}"));
        try
        {
            JobDirectory.MakeDirectory(directory.Root);
            var request = new SpawnRequest(
                JobShim.Arguments(directory.ExitFile, [_options.JobHost, "--describe", folder]),
                JobEnvironment.Common(_options),
                directory.Root,
                directory.StandardOutput,
                directory.StandardError);
            var pid = DetachedProcess.Start(request);
            using var process = ProcessIdentity.Of(pid) is { } identity ? JobProcess.Open(identity) : null;
            if (process is null) return (Unusable(name, "its description could not be read"), false);
            var ended = await EndsInTimeAsync(process, cancellationToken).ConfigureAwait(false);
            process.Reap();
            if (!ended) return (Unusable(name, $"it did not describe itself within {_options.DescribePatience.TotalSeconds:0} s"), false);

            var code = directory.ReadExitCode();
            if (code is null) return (Unusable(name, NoAnswer()), false);
            if (code != 0) return (Unusable(name, JobEnd.From(code, false, false, 0, directory.ReadErrorTail(_options.ErrorTailBytes)).Reason), code == Refused);
            var description = JsonSerializer.Deserialize(
                await File.ReadAllBytesAsync(directory.StandardOutput, cancellationToken).ConfigureAwait(false),
                JobJson.Default.PluginDescription);
            return description is null
                ? (Unusable(name, "its description is empty"), false)
                : (new PluginLookup(description with { Name = name, Path = folder }, "", true), true);
        }
        catch (Win32Exception e)
        {
            return (Unusable(name, $"{JobShim.Shell} cannot be started: {e.Message}"), false);
        }
        catch (JsonException e)
        {
            return (Unusable(name, $"its description is no JSON: {e.Message}"), false);
        }
        catch (IOException e)
        {
            return (Unusable(name, $"its description cannot be written below {_options.Directory}: {e.Message}"), false);
        }
        finally
        {
            if (Directory.Exists(directory.Root)) directory.Delete();
        }
    }

    // The shell could not write so much as a number.
    private string NoAnswer() =>
        new DriveInfo(_options.Directory).AvailableFreeSpace < LeastFreeBytes
            ? $"the disk of {_options.Directory} is full: make room there"
            : "the job host was killed before it answered: submit again";

    private async Task<bool> EndsInTimeAsync(JobProcess process, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.DescribePatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static PluginLookup Unusable(string name, string why) => new(null, $"Plugin '{name}' cannot be used: {why.TrimEnd('.')}.", true);

    private string Stamp(string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{files.Max(f => (DateTime?)f.LastWriteTimeUtc)?.Ticks} {files.Sum(f => f.Length)} {File.GetLastWriteTimeUtc(_options.JobHost).Ticks}");
    }
}
