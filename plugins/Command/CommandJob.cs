using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Command;

/// <summary>
/// Executes the program, passes the wish to stop on to all that it started, and ends with its exit code. The program writes to the
/// job's own files, so that it outlives whatever happens to this process.
/// </summary>
internal sealed class CommandJob : ITrainingJob
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        var program = context.Program
            ?? throw new JobRefusedException("The job names no program: tracker job submit command -- PROGRAM ARGUMENTS.");
        var environment = ProgramEnvironment.Of(program);
        var executable = ProgramFile.Find(program, environment.GetValueOrDefault("PATH", ""));
        using var tree = ProcessTree.Start(program, executable, environment);
        var packages = PythonPackages.RecordAsync(context, program, executable, environment);
        using (cancellationToken.UnsafeRegister(static tree => ((ProcessTree)tree!).Terminate(), tree))
        {
            var code = await tree.WaitAsync().ConfigureAwait(false);
            await packages.ConfigureAwait(false);
            var left = await tree.EndRestAsync(Grace).ConfigureAwait(false);
            if (left.Count > 0)
            {
                var names = string.Join(", ", left.Take(10)) + (left.Count > 10 ? " and others" : "");
                await Console.Error.WriteLineAsync($"tracker: {left.Count} processes were left behind and ended: {names}").ConfigureAwait(false);
            }

            if (code != 0) throw new JobEndedException(code);
        }
    }
}
