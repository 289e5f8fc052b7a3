using Tracker.Benchmarks;

if (args.Length > 0 && args[0] == "curves") return CurvesCommand.Run(args[1..]);
Console.Error.WriteLine("usage: curves --curves DIR [--regime every:1|every:100|mean:100|epoch|epoch-mean]... [--no-plan] [--no-classes] [--no-validation] [--only TEXT] [--list]");
return 2;
