using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker token create, ls, revoke</c>.</summary>
internal static class TokenCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Names the token for people, as ci or gpu-box." };

    private static readonly Option<string> Scope = new("--scope")
    {
        Description = "What it may do: a comma list of ingest, read and control (which brings the others).",
        Required = true,
    };

    private static readonly Option<string> Expires = new("--expires") { Description = "When it ends, as 12h, 30d or 4w. Default never." };
    private static readonly Option<string> Out = new("--out") { Description = "Writes it to this new file, mode 0600, instead of showing it." };

    public static Command Build() => new("token", "Tokens for callers: create, list, revoke.") { Create(), List(), Revoke() };

    private static Command Create()
    {
        var command = new Command("create", "Makes a token and shows it this one time.") { Name, Scope, Expires, Out };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new CreateTokenRequest { Name = parse.GetValue(Name), LifetimeSeconds = Lifetime(parse.GetValue(Expires)) };
            request.Scopes.AddRange(Scopes(parse.GetValue(Scope)!));
            // Before it is made: a token that nobody could keep would be made in vain.
            using var file = parse.GetValue(Out) is { } path ? new SecretFile(path) : null;
            var made = await daemon.Access.CreateTokenAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (file is not null)
            {
                file.Keep(made.Secret);
                made.Secret = "";
            }

            if (screen.Json)
            {
                Screen.Line(made);
                return ExitCode.Done;
            }

            if (file is null) Console.Out.WriteLine(made.Secret);
            var where = file is null
                ? "It is not shown again: keep it in a file of mode 0600, named in TRACKER_TOKEN_FILE"
                : $"It is in {file.Path}: name that in TRACKER_TOKEN_FILE";
            await Console.Error.WriteLineAsync($"token {made.Token.Name}: {Words(made.Token)}. {where}.").ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("ls", "Lists tokens, never what callers send.");
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var tokens = (await daemon.Access.ListTokensAsync(new ListTokensRequest(), cancellationToken: cancellationToken).ConfigureAwait(false)).Tokens;
            if (screen.Json)
            {
                foreach (var token in tokens) Screen.Line(token);
                return ExitCode.Done;
            }

            if (tokens.Count == 0) screen.Say("No tokens. The daemon's own is control.token in its data directory.");
            else screen.Show(Picture(tokens));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        var command = new Command("revoke", "Ends a token, and what it has open, at once.") { Name };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new RevokeTokenRequest { Name = parse.GetValue(Name) };
            var token = (await daemon.Access.RevokeTokenAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Token;
            if (screen.Json) Screen.Line(token);
            else screen.Say($"token {token.Name} opens nothing any more.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Table Picture(IEnumerable<Token> tokens)
    {
        var now = DateTimeOffset.UtcNow;
        var table = Screen.Table("token", "scopes", "made", "expires", "last used");
        foreach (var token in tokens)
        {
            table.AddRow(
                Output.Words.Safe(token.Name),
                Words(token),
                Output.Words.Ago(token.MadeAt, now),
                token.Expired ? "[red]expired[/]" : token.ExpiresAt == 0 ? "never" : Output.Words.Time(token.ExpiresAt).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                token.LastUsedAt == 0 ? "never" : Output.Words.Ago(token.LastUsedAt, now));
        }

        return table;
    }

    private static string Words(Token token) => string.Join(", ", token.Scopes.Select(ProtoJson.Word));

    private static IEnumerable<Scope> Scopes(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word => word switch
        {
            "ingest" => Contracts.V1.Scope.Ingest,
            "read" => Contracts.V1.Scope.Read,
            "control" => Contracts.V1.Scope.Control,
            _ => throw new CliException($"'{word}' is no scope: write a comma list of ingest, read and control.", ExitCode.Misused),
        });

    private static ulong Lifetime(string? text)
    {
        if (text is null) return 0;
        ulong unit = text.Length > 0 ? text[^1] switch { 's' => 1UL, 'm' => 60, 'h' => 3_600, 'd' => 86_400, 'w' => 604_800, _ => 0 } : 0;
        return unit > 0 && uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count * unit
            : throw new CliException($"'{text}' is no length of time: write 12h, 30d or 4w.", ExitCode.Misused);
    }
}
