using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run curve RUN METRIC...</c>: metrics as a picture, or as points with every extreme kept.</summary>
internal static class CurveCommand
{
    private static readonly Argument<string[]> Metrics = new("metric") { Description = "Metric names.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<int> Points = new("--points") { Description = "At most so many points a curve; 2 to 10,000.", DefaultValueFactory = _ => 1_000 };
    private static readonly Option<long?> FromStep = new("--from-step") { Description = "Only samples at this step and above." };
    private static readonly Option<long?> ToStep = new("--to-step") { Description = "Only samples at this step and below." };
    private static readonly Option<int?> Rank = new("--rank") { Description = "The rank; default is the lowest that has the metric." };

    public static Command Build(Argument<string> run)
    {
        Points.Validators.Add(result =>
        {
            if (result.Number() is < 2 or > 10_000) result.AddError("--points is 2 to 10000.");
        });
        Rank.Validators.Add(result =>
        {
            if (result.Number() < 0) result.AddError("--rank is 0 or more.");
        });
        var command = new Command("curve", "Draws metrics; with --json one object a point.") { run, Metrics, Points, FromStep, ToStep, Rank };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new GetCurveRequest { Run = parse.GetValue(run), Points = (uint)parse.GetValue(Points) };
            request.Metrics.AddRange(parse.GetValue(Metrics));
            if (parse.GetValue(FromStep) is { } from) request.FromStep = from;
            if (parse.GetValue(ToStep) is { } to) request.ToStep = to;
            if (parse.GetValue(Rank) is { } rank) request.Rank = (uint)rank;
            var response = await daemon.Runs.GetCurveAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var curve in response.Curves)
            {
                if (screen.Json) WriteLines(curve);
                else CurvePicture.Show(curve, screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteLines(Curve curve)
    {
        foreach (var point in curve.Points)
        {
            Console.Out.WriteLine(ProtoJson.Line(new JsonObject
            {
                ["metric"] = curve.Metric,
                ["rank"] = curve.Rank,
                ["attempt"] = point.Attempt,
                ["step"] = point.Step,
                ["time"] = point.Time,
                ["value"] = ProtoJson.Number(point.Value),
                ["nonFinite"] = point.NonFinite,
            }));
        }
    }
}
