using Google.Protobuf;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tracker.Cli.Output;

/// <summary>Where answers go: tables for people, or one JSON object a line. Problems go to stderr.</summary>
internal sealed class Screen
{
    private Screen(bool json) => Json = json;

    /// <summary>One object a line instead of tables.</summary>
    public bool Json { get; }

    /// <summary>The terminal.</summary>
    public IAnsiConsole Terminal { get; } = AnsiConsole.Console;

    public static Screen For(bool json)
    {
        // A pipe has no width of its own, and lines that are broken at 80 columns cannot be searched.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 4096;
        return new Screen(json);
    }

    /// <summary>One message: a line of JSON.</summary>
    public static void Line(IMessage message) => Console.Out.WriteLine(ProtoJson.Line(message));

    /// <summary>A sentence for people; nothing with --json.</summary>
    public void Say(string markup)
    {
        if (!Json) Terminal.MarkupLine(markup);
    }

    /// <summary>A picture for people.</summary>
    public void Show(IRenderable picture) => Terminal.Write(picture);

    /// <summary>Shows how far something is, on a terminal; elsewhere it is just done.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="work">Tells the part that is done, 0 to 1.</param>
    public async Task WithProgressAsync(string what, Func<Action<double>, Task> work)
    {
        if (Json || Console.IsOutputRedirected || !Terminal.Profile.Capabilities.Interactive)
        {
            await work(static _ => { }).ConfigureAwait(false);
            return;
        }

        await Terminal.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask(Words.Safe(what), maxValue: 1);
            await work(part => bar.Value = part).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>One sentence on stderr.</summary>
    public static void Complain(string sentence) => Console.Error.WriteLine($"tracker: {Words.Plain(sentence)}");

    /// <summary>A table in the house's style.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn($"[bold]{column}[/]"));
        return table;
    }
}
