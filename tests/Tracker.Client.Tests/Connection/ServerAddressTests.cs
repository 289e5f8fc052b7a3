using Tracker.Client.Connection;
using Tracker.Client.Tests.Fakes;

namespace Tracker.Client.Tests.Connection;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7071", "http://127.0.0.1:7071", true)]
    [InlineData("localhost:1234", "http://localhost:1234", true)]
    [InlineData("host", "http://host:7071", false)]
    [InlineData("http://host:80", "http://host", false)]
    [InlineData("https://host:9000", "https://host:9000", true)]
    [InlineData("http://[::1]:7071", "http://[::1]:7071", true)]
    [InlineData("unix:/run/tracker/trackerd.sock", "unix:/run/tracker/trackerd.sock", true)]
    [InlineData("unix:///run/t.sock", "unix:/run/t.sock", true)]
    public void TryParse_GoodAddress_ReadsIt(string text, string expected, bool isPrivate)
    {
        Assert.True(ServerAddress.TryParse(text, out ServerAddress? address, out string? problem), problem);
        Assert.Equal((expected, isPrivate), (address.ToString(), address.IsPrivate));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ftp://host")]
    [InlineData("unix:")]
    [InlineData("http://")]
    public void TryParse_BadAddress_SaysWhatToWrite(string? text)
    {
        Assert.False(ServerAddress.TryParse(text, out _, out string? problem));
        Assert.Contains("unix:/PATH", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://hush@host:7071")]
    [InlineData("https://user:hush@host")]
    [InlineData("http://host:7071/?token=hush")]
    [InlineData("http://host?access_token=hush")]
    [InlineData("http://trk_hush")]
    public void TryParse_SecretInTheAddress_IsRefusedAndNotRepeated(string text)
    {
        Assert.False(ServerAddress.TryParse(text, out _, out string? problem));
        Assert.Contains("TRACKER_TOKEN_FILE", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_SocketPathOf108Bytes_SaysThat107Fit()
    {
        Assert.True(ServerAddress.TryParse("unix:/" + new string('x', 106), out _, out _));
        Assert.False(ServerAddress.TryParse("unix:/" + new string('x', 107), out _, out string? problem));
        Assert.Contains("108 bytes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryFind_List_KeepsItsOrder()
    {
        Assert.True(ServerAddress.TryFind("unix:/a , http://b:1,", null, out IReadOnlyList<ServerAddress> found, out _));
        Assert.Equal(["unix:/a", "http://b:1"], found.Select(address => address.ToString()));
    }

    [Fact]
    public async Task Open_UnixSocketAndTokenFile_ReachTheDaemonWithTheToken()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["token"], "secret\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(folder["token"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using FakeDaemon daemon = await FakeDaemon.StartAsync(folder["d.sock"]);
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options("unix:" + folder["d.sock"]) with { TokenFile = folder["token"] });

        run.Log(1, "a", 1);

        Assert.True(await run.FinishAsync());
        Assert.Equal("Bearer secret", Assert.Single(daemon.Ingest.Authorizations));
    }
}
