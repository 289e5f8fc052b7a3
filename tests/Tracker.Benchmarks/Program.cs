using Tracker.Benchmarks;
using Tracker.Benchmarks.Ingest;
using Tracker.Benchmarks.Store;

switch (args)
{
    case ["curves", ..]: return CurvesCommand.Run(args[1..]);
    case ["ingest", ..]: return await IngestCommand.RunAsync(args[1..]);
    case ["store", ..]: return await StoreCommand.RunAsync(args[1..]);
}

Console.Error.WriteLine(
    $"""
    usage: curves --curves DIR [--regime every:1|every:100|mean:100|epoch|epoch-mean]... [--no-plan] [--no-classes] [--no-validation] [--only TEXT] [--list]
           {IngestCommand.Usage}
           {StoreCommand.Usage}
    """);
return 2;
