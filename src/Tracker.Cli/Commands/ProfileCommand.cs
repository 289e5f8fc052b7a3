using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Cli.Replays;
using Tracker.Cli.Tables;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker profile FILE.csv</c>: what a table of training data is like, before a training. It needs no daemon.</summary>
internal static class ProfileCommand
{
    private static readonly Argument<string> File = new("file") { Description = "A table with a header, as CSV (also with semicolons, tabs or bars, and gzipped as .gz)." };

    private static readonly Option<string?> Label = new("--label") { Description = "The column of the label; default: the one called label, target, class or y, else the last." };

    private static readonly Option<string?> Validation = new("--validation") { Description = "A table of validation data with the same columns: tells how many of its samples are in the training data." };

    public static Command Build()
    {
        var command = new Command("profile", "Tells what a table of training data is like: classes, duplicates, missing values, outliers.") { File, Label, Validation };
        command.SetGuardedAction((parse, screen, cancellationToken) =>
        {
            var file = parse.GetValue(File)!;
            using var progress = new ReadingProgress(cancellationToken);
            var table = Read(file, parse.GetValue(Label), parse.GetValue(Validation), progress.Show);
            progress.Clear();
            if (screen.Json) ProfileLine.Write(file, table);
            else ProfilePage.Show(file, table, screen);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static TableProfile Read(string file, string? label, string? validation, Action<double> progress)
    {
        try
        {
            return TableProfile.Of(file, label, validation, progress);
        }
        catch (TableException e)
        {
            throw new CliException(e.Message, ExitCode.Misused);
        }
    }
}
