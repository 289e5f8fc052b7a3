using Tracker.Benchmarks.Ingest;
using Tracker.Benchmarks.Store;

switch (args)
{
    case ["ingest", ..]: return await IngestCommand.RunAsync(args[1..]);
    case ["store", ..]: return await StoreCommand.RunAsync(args[1..]);
}

Console.Error.WriteLine(
    $"""
    usage: {IngestCommand.Usage}
           {StoreCommand.Usage}
    """);
return 2;
