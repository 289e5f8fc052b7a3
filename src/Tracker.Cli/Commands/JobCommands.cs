using System.CommandLine;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Cli.Source;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker job submit, ls, show, logs, cancel</c>.</summary>
internal static class JobCommands
{
    internal static readonly Argument<string> Job = new("job") { Description = "A run's id, a unique prefix of it, or its name." };
    private static readonly Argument<string> Plugin = new("plugin") { Description = "The plugin, as Digits." };
    private static readonly Option<string[]> Set = new("--set") { Description = "A hyperparameter: name=value. May be repeated." };
    internal static readonly Option<string> Name = new("--name") { Description = "Name of the run.", DefaultValueFactory = _ => "" };
    internal static readonly Option<string> Experiment = new("--experiment") { Description = "Groups runs.", DefaultValueFactory = _ => "" };
    internal static readonly Option<string> Device = new("--device") { Description = "auto, cpu or cuda:N.", DefaultValueFactory = _ => "auto" };
    internal static readonly Option<long?> Seed = new("--seed") { Description = "Seed of all that is random in the job; the daemon makes one when none is given." };
    internal static readonly Option<bool> NoDiff = new("--no-diff") { Description = "Records the commit of the source in this folder, and not what differs from it." };
    private static readonly Option<bool> All = new("--all") { Description = "Those that have exited, too." };
    private static readonly Option<int> Limit = new("--limit") { Description = "With --all, at most so many jobs; 1 or more.", DefaultValueFactory = _ => 50 };
    private static readonly Option<uint> Grace = new("--grace") { Description = "Seconds between the term signal and the kill; 0 is the daemon's default." };

    public static Command Build()
    {
        Limit.Validators.Add(result =>
        {
            if (result.Number() < 1) result.AddError("--limit is 1 or more.");
        });
        return new Command("job", "Jobs: submit, list, show, logs, cancel.") { Submit(), List(), JobShowCommand.Build(), JobLogsCommand.Build(), Cancel() };
    }

    private static Command Submit()
    {
        var command = new Command("submit", "Queues a training.") { Plugin, Set, Name, Experiment, Device, Seed, NoDiff, JobProgramCommand.Build() };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new SubmitJobRequest
            {
                Plugin = parse.GetValue(Plugin),
                Name = parse.GetValue(Name),
                Experiment = parse.GetValue(Experiment),
                Device = parse.GetValue(Device),
                RequestId = Guid.NewGuid().ToString("N"),
            };
            if (parse.GetValue(Seed) is { } seed) request.Seed = seed;
            request.Source = await SourceStates.OfAsync(".", !parse.GetValue(NoDiff), cancellationToken).ConfigureAwait(false);
            foreach (var pair in parse.GetValue(Set) ?? [])
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals < 1) throw new CliException($"'{pair}' is no hyperparameter: write --set name=value.", ExitCode.Misused);
                request.Hyperparameters[pair[..equals]] = pair[(equals + 1)..];
            }

            var job = (await daemon.Jobs.SubmitJobAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Job;
            Say(job, screen);
            return ExitCode.Done;
        });
        return command;
    }

    internal static void Say(Job job, Screen screen)
    {
        if (screen.Json) Screen.Line(job);
        else screen.Say($"{job.Run}  {Words.Safe(job.Name)}: {Phase(job)}. Watch it with: tracker run watch {job.Run[..12]}");
    }

    private static Command List()
    {
        var command = new Command("ls", "Lists jobs; with --all the newest first.") { All, Limit };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var left = parse.GetValue(Limit);
            var request = new ListJobsRequest { IncludeExited = parse.GetValue(All) };
            var answer = new ListJobsResponse();
            do
            {
                request.PageSize = (uint)Math.Min(left, 1_000);
                var page = await daemon.Jobs.ListJobsAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
                answer.MergeFrom(page);
                left -= page.Jobs.Count;
                request.PageToken = answer.NextPageToken = page.NextPageToken;
            }
            while (left > 0 && request.PageToken.Length > 0);

            if (screen.Json)
            {
                foreach (var job in answer.Jobs) Screen.Line(job);
                return ExitCode.Done;
            }

            if (answer.Jobs.Count > 0) screen.Show(Picture(answer.Jobs));
            // Reasons are sentences: in a column they would break word by word.
            foreach (var job in answer.Jobs.Where(job => job.Reason.Length > 0 && job.Reason != ProtoJson.Word(job.Status)))
                screen.Say($"{Words.Safe(job.Name)}: {Words.Safe(job.Reason)}");
            if (answer.NextPageToken.Length > 0) screen.Say($"[grey]There are more: --limit {2 * parse.GetValue(Limit)}[/]");
            screen.Say($"{answer.SlotsInUse} of {answer.Slots} slots in use.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stops a job: a term signal, a time of grace, a kill.") { Job, Grace };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new CancelJobRequest { Job = parse.GetValue(Job), GraceSeconds = parse.GetValue(Grace) };
            var job = (await daemon.Jobs.CancelJobAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Job;
            if (screen.Json) Screen.Line(job);
            else screen.Say($"{Words.Safe(job.Name)}: {Phase(job)}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Table Picture(IEnumerable<Job> jobs)
    {
        var now = DateTimeOffset.UtcNow;
        var table = Screen.Table("job", "name", "plugin", "phase", "device", "since", "hyperparameters");
        foreach (var job in jobs)
        {
            table.AddRow(
                job.Run[..12],
                Words.Safe(job.Name),
                Words.Safe(job.Plugin),
                Phase(job),
                Words.Safe(job.Device),
                Words.Ago(job.StartedAt > 0 ? job.StartedAt : job.SubmittedAt, now),
                Words.Safe(string.Join(" ", job.Hyperparameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))));
        }

        return table;
    }

    internal static string Phase(Job job) => job.Phase switch
    {
        JobPhase.Queued => $"queued, place {job.QueuePlace}",
        JobPhase.Exited => Words.Status(job.Status),
        _ => ProtoJson.Word(job.Phase),
    };
}
