using Tracker.JobHost;
using Tracker.JobHost.Gpus;
using Tracker.JobHost.Recording;

return args switch
{
    ["--describe" or "--list", var folder] => PluginPage.Print(folder),
    ["--dry-run", var spec] when !spec.StartsWith('-') => await JobExecution.RunAsync(spec, dryRun: true),
    ["--drain", var spec] when !spec.StartsWith('-') => await SpoolDrain.RunAsync(spec),
    ["--record", ..] => await RecordedRuns.RunAsync(args),
    ["--gpus"] => await GpuPage.PrintAsync(seconds: null),
    ["--gpus", var seconds] => await GpuPage.PrintAsync(seconds),
    [var spec] when !spec.StartsWith('-') => await JobExecution.RunAsync(spec, dryRun: false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: tracker-job JOB/spec.json             run the job and report it to TRACKER_SERVER; what is not acknowledged stays in JOB/spool
               tracker-job --dry-run JOB/spec.json   run the job and print what it would report, one JSON object a line
               tracker-job --drain JOB/spec.json     send what a job that died left in JOB/spool, and nothing else
               tracker-job --record PLUGIN-FOLDER --runs FILE --to FOLDER [--part I/N] [--step-time MICROSECONDS]
                                                     run the jobs of FILE one after the other, each into a file of FOLDER; no daemon is asked
               tracker-job --gpus [SECONDS]          print what the GPUs say, one JSON object a line: once, or every so often until stdin closes
               tracker-job --describe PLUGIN-FOLDER  print what the plugin says of itself, one JSON object
        exit codes: 0 done, 64 used wrongly, 65 plugin or hyperparameter refused, 70 exception, 75 stopped as it was told
        """);
    return ExitCode.Usage;
}
