using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class TokenCommandTests(SharedDaemon shared) : IClassFixture<SharedDaemon>
{
    private static readonly string Cli = Repository.Executable("Tracker.Cli", "tracker");

    [Fact]
    public async Task Create_Ls_Use_Revoke_TellTheWholeStory()
    {
        using var folder = new TempFolder();
        var daemon = shared.Daemon;
        var file = Path.Combine(folder.Path, "token");
        var made = await Tool.RunAsync(daemon, "token", "create", "story", "--scope", "control", "--expires", "30d", "--out", file);
        Assert.Equal((0, ""), (made.ExitCode, made.Output));
        Assert.Contains(file, made.Errors, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var secret = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        Assert.Matches("^trk_[0-9a-f]{64}$", secret);

        var used = await UseAsync(file, "job", "submit", "Fails", "--json");
        Assert.Equal((0, ""), (used.ExitCode, used.Errors));
        var listed = Assert.Single((await Tool.RunAsync(daemon, "token", "ls", "--json")).Json(), token => token.GetProperty("name").GetString() == "story");
        Assert.Equal("control", Assert.Single(listed.GetProperty("scopes").EnumerateArray()).GetString());
        Assert.NotEqual(0, listed.GetProperty("lastUsedAt").GetInt64());
        Assert.DoesNotContain(secret, (await Tool.RunAsync(daemon, "token", "ls")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(Path.Combine(daemon.DataDirectory, "tokens.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(0, (await Tool.RunAsync(daemon, "token", "revoke", "story")).ExitCode);
        var refused = await UseAsync(file, "job", "submit", "Fails");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("was revoked", refused.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithoutOut_ShowsTheTokenAloneOnStandardOutput()
    {
        var made = await Tool.RunAsync(shared.Daemon, "token", "create", "shown", "--scope", "ingest,read");
        Assert.Equal(0, made.ExitCode);
        Assert.Matches("^trk_[0-9a-f]{64}\n$", made.Output);
        Assert.Contains("ingest, read", made.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "'write' is no scope", "token", "create", "x", "--scope", "write")]
    [InlineData(2, "a token without scopes", "token", "create", "x", "--scope", ",")]
    [InlineData(2, "'soon' is no length of time", "token", "create", "x", "--scope", "read", "--expires", "soon")]
    [InlineData(2, "a token for 36500 days", "token", "create", "x", "--scope", "read", "--expires", "36500d")]
    [InlineData(2, "is no name of a token", "token", "create", "a b", "--scope", "read")]
    [InlineData(2, "cannot be made", "token", "create", "x", "--scope", "read", "--out", "/nonexistent/file")]
    [InlineData(1, "there is no token 'nothing'", "token", "revoke", "nothing")]
    [InlineData(2, "a token is not taken on the command line", "run", "ls", "--token", "trk_secret")]
    [InlineData(2, "a token is not taken on the command line", "run", "ls", "--token=trk_secret")]
    public async Task Token_BadInput_GetsOneSentence(int code, string sentence, params string[] arguments)
    {
        var said = await Tool.RunAsync(shared.Daemon, arguments);
        Assert.Contains(sentence, said.Sentence(), StringComparison.Ordinal);
        Assert.DoesNotContain("trk_secret", said.Errors, StringComparison.Ordinal);
        Assert.Equal(code, said.ExitCode);
    }

    [Theory]
    [InlineData("http://trk_secret@127.0.0.1:7071")]
    [InlineData("http://127.0.0.1:7071/?token=trk_secret")]
    public async Task Server_TokenInTheAddress_IsRefusedAndNotRepeated(string address)
    {
        var said = await Tool.RunAsync("run", "ls", "--server", address);
        Assert.Equal(2, said.ExitCode);
        Assert.Contains("TRACKER_TOKEN_FILE", said.Sentence(), StringComparison.Ordinal);
        Assert.DoesNotContain("trk_secret", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenFile_ThatEverybodyReads_IsRefusedWithTheWayOut()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "token");
        await File.WriteAllTextAsync(file, "trk_x", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var said = await UseAsync(file, "run", "ls");

        Assert.Equal(1, said.ExitCode);
        Assert.Contains($"can read the token file {file}: run chmod 600", said.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenWithoutRead_IsToldWhatItLacks()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "token");
        Assert.Equal(0, (await Tool.RunAsync(shared.Daemon, "token", "create", "narrow", "--scope", "ingest", "--out", file)).ExitCode);

        var said = await UseAsync(file, "run", "ls");

        Assert.Equal(1, said.ExitCode);
        Assert.Contains("does not let you in: token narrow has the scopes ingest and this call needs read", said.Sentence(), StringComparison.Ordinal);
    }

    private Task<ProgramResult> UseAsync(string tokenFile, params string[] arguments) =>
        RunningProgram.RunAsync(Cli, [.. arguments, "--server", $"http://{shared.Daemon.Grpc}"], null, ("TRACKER_TOKEN_FILE", tokenFile));
}
