using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Cli.Source;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker job submit command -- PROGRAM ARGUMENTS</c>: any program as a job.</summary>
internal static class JobProgramCommand
{
    private static readonly Argument<string[]> Program = new("program")
    {
        Description = "The program and its arguments, after --. No shell takes part: write sh -c '...' for one.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Folder = new("--cwd") { Description = "Its working directory; this one by default." };
    private static readonly Option<string[]> Variables = new("--env") { Description = "A variable of its environment: NAME=VALUE, or NAME for the value that it has here. May be repeated." };
    private static readonly Option<string> Venv = new("--venv") { Description = "The folder of a Python virtual environment." };
    private static readonly Option<string> Conda = new("--conda") { Description = "The name or the prefix of a conda environment." };

    private static readonly Option<bool> Snapshot = new("--snapshot") { Description = "Runs in a copy of the code as it stands now: in git what is tracked or not ignored, elsewhere the whole folder." };

    public static Command Build()
    {
        var command = new Command("command", "Queues any program as a job.")
        {
            Program, Folder, Variables, Venv, Conda, Snapshot, JobCommands.Name, JobCommands.Experiment, JobCommands.Device, JobCommands.Seed, JobCommands.NoDiff,
        };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var program = new JobProgram { WorkingDirectory = FullPath(parse.GetValue(Folder) ?? ".") };
            program.Arguments.Add(Arguments(parse.GetValue(Program) ?? []));
            foreach (var variable in parse.GetValue(Variables) ?? []) Add(program, variable);
            if (parse.GetValue(Venv) is { } venv) program.Venv = FullPath(venv);
            if (parse.GetValue(Conda) is { } conda) program.Conda = CondaEnvironment.Find(conda);
            var request = new SubmitJobRequest
            {
                Plugin = "Command",
                Name = parse.GetValue(JobCommands.Name),
                Experiment = parse.GetValue(JobCommands.Experiment),
                Device = parse.GetValue(JobCommands.Device),
                RequestId = Guid.NewGuid().ToString("N"),
                Program = program,
                Source = await SourceStates.OfAsync(program.WorkingDirectory, !parse.GetValue(JobCommands.NoDiff), cancellationToken).ConfigureAwait(false),
            };
            if (parse.GetValue(JobCommands.Seed) is { } seed) request.Seed = seed;
            if (parse.GetValue(Snapshot))
            {
                var files = await SnapshotFiles.FindAsync(program.WorkingDirectory, cancellationToken).ConfigureAwait(false);
                var taken = await SnapshotUpload.SendAsync(daemon.Jobs, files, cancellationToken).ConfigureAwait(false);
                screen.Say($"Snapshot: {taken.Files} files, {taken.Bytes} bytes.");
                program.Snapshot = taken.Snapshot;
                program.WorkingDirectory = files.Folder;
            }

            var job = (await daemon.Jobs.SubmitJobAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Job;
            JobCommands.Say(job, screen);
            return ExitCode.Done;
        });
        return command;
    }

    // What is no UTF-8 was read with marks in the place of bytes: to run it would be to run something else.
    private static string[] Arguments(string[] arguments) =>
        Array.FindIndex(arguments, argument => argument.Contains('\uFFFD', StringComparison.Ordinal)) is >= 0 and var odd
            ? throw new CliException($"argument {odd} of the program is no UTF-8: write it as UTF-8, or put it into a file.", ExitCode.Misused)
            : arguments;

    private static void Add(JobProgram program, string variable)
    {
        var equals = variable.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? variable : variable[..equals];
        var value = equals < 0 ? Environment.GetEnvironmentVariable(variable) : variable[(equals + 1)..];
        // The value may be a secret: it stands in no sentence.
        if (name.Length == 0) throw new CliException("a variable has no name: write --env NAME=VALUE.", ExitCode.Misused);
        program.Environment[name] = value
            ?? throw new CliException($"variable {Words.Safe(name)} is not set here: write --env {Words.Safe(name)}=VALUE.", ExitCode.Misused);
    }

    private static string FullPath(string path) => Path.GetFullPath(path);
}
