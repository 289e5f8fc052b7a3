using Tracker.Benchmarks.Detectors;
using Tracker.Benchmarks.Ingest;
using Tracker.Benchmarks.Store;

switch (args)
{
    case ["ingest", ..]: return await IngestCommand.RunAsync(args[1..]);
    case ["store", ..]: return await StoreCommand.RunAsync(args[1..]);
    case ["streams", ..]: return StreamsCommand.Run(args[1..]);
    case ["detectors", ..]: return DetectorsCommand.Run(args[1..]);
}

Console.Error.WriteLine(
    $"""
    usage: {IngestCommand.Usage}
           {StoreCommand.Usage}
           {StreamsCommand.Usage}
           {DetectorsCommand.Usage}
    """);
return 2;
