using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Tracker.Cli.Output;

/// <summary>The help of a command. What the parser makes of a command within one that has arguments, or that passes words on, is put right.</summary>
internal sealed class HelpPage(HelpAction made) : SynchronousCommandLineAction
{
    // Who asks how a command is used has not used it wrongly.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var page = new StringWriter();
        parseResult.InvocationConfiguration.Output = page;
        var code = made.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(parseResult.CommandResult.Command.Name switch
        {
            "command" => OfCommand(page.ToString()),
            "serve" => OfServe(page.ToString()),
            _ => page.ToString(),
        });
        return code;
    }

    /// <summary>The plugin is this one: only the program is said.</summary>
    private static string OfCommand(string page) => Lines(
        page.Replace("tracker job submit <plugin> command <program>... [options]", "tracker job submit command [options] -- <program>...", StringComparison.Ordinal),
        static line => !line.StartsWith("  <plugin> ", StringComparison.Ordinal));

    private static string OfServe(string page)
    {
        var end = page.IndexOf("Additional Arguments:", StringComparison.Ordinal);
        return (end < 0 ? page : page[..end]).Replace(
            "tracker serve [<arguments>...] [options] [[--] <additional arguments>...]]",
            "tracker serve [flags of the daemon] [options]",
            StringComparison.Ordinal) + "The daemon's flags: tracker serve -- --help" + Environment.NewLine;
    }

    private static string Lines(string page, Func<string, bool> isKept) => string.Join('\n', page.Split('\n').Where(isKept));
}
