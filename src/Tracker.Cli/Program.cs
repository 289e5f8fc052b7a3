using Tracker.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
