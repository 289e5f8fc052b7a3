using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class StartupTests
{
    [Fact]
    public async Task Start_FreeDirectory_IsPrivateAndSaysWhereItListens()
    {
        await using var host = await DaemonHost.StartAsync();

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(host.DataDir));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(host.DataDir, "control.token")));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(host.DataDir, "trackerd.json")));
        Assert.Equal(Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(host.Addresses.Socket));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(host.DataDir, "trackerd.json")));
        Assert.Equal(Environment.ProcessId, json.RootElement.GetProperty("pid").GetInt32());
        Assert.Equal(host.Addresses.Grpc, json.RootElement.GetProperty("grpc").GetString());
        Assert.NotEqual(0, IPEndPoint.Parse(host.Addresses.Http).Port);
    }

    [Fact]
    public async Task Start_SecondDaemonOnTheSameData_NamesTheFirst()
    {
        await using var host = await DaemonHost.StartAsync();

        var fault = Assert.Throws<StartupException>(() => Program.Build(DaemonHost.Settings(host.DataDir)));

        Assert.Equal(1, fault.ExitCode);
        Assert.StartsWith($"another daemon (pid {Environment.ProcessId}) uses the data directory {host.DataDir}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Http", "--http")]
    [InlineData("Grpc", "--grpc")]
    public async Task Start_PortInUse_NamesPortAndWayOut(string key, string flag)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var fault = await Assert.ThrowsAsync<StartupException>(() =>
            DaemonHost.StartAsync(settings => settings[$"Tracker:{key}"] = $"127.0.0.1:{port}"));

        Assert.Equal(1, fault.ExitCode);
        Assert.StartsWith($"port {port} (127.0.0.1:{port}) is in use", fault.Message, StringComparison.Ordinal);
        Assert.Contains(flag, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StaleSocket_IsReplaced()
    {
        await using var host = await DaemonHost.StartAsync();
        await host.StopAsync();
        var path = Path.Combine(host.DataDir, "trackerd.sock");
        // What a killed daemon leaves: a socket that nobody listens on.
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".left");
        }

        File.Move(path + ".left", path);
        await host.StartAgainAsync();
        Assert.Equal(path, host.Addresses.Socket);
    }

    [Fact]
    public async Task Start_LivingSocketOfAnother_IsLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            var path = Path.Combine(folder.FullName, "other.sock");
            using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            other.Bind(new UnixDomainSocketEndPoint(path));
            other.Listen();

            var fault = await Assert.ThrowsAsync<StartupException>(() => DaemonHost.StartAsync(settings => settings["Tracker:Socket"] = path));

            Assert.StartsWith($"another program listens on the Unix socket {path}", fault.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Start_FileInTheSocketsPlace_IsLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            var path = Path.Combine(folder.FullName, "precious.txt");
            File.WriteAllText(path, "do not delete");

            var fault = await Assert.ThrowsAsync<StartupException>(() => DaemonHost.StartAsync(settings => settings["Tracker:Socket"] = path));

            Assert.StartsWith($"{path} is in the way", fault.Message, StringComparison.Ordinal);
            Assert.Equal("do not delete", File.ReadAllText(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Start_CorruptDatabase_IsOneSentenceThatNamesTheFile()
    {
        await using var host = await DaemonHost.StartAsync();
        await host.StopAsync();
        var database = Path.Combine(host.DataDir, "tracker.db");
        foreach (var file in Directory.EnumerateFiles(host.DataDir, "tracker.db-*")) File.Delete(file);
        File.WriteAllBytes(database, [.. Enumerable.Repeat((byte)0x5a, 40_000)]);

        var fault = await Assert.ThrowsAsync<StartupException>(() => host.StartAgainAsync());

        Assert.Equal(1, fault.ExitCode);
        Assert.Contains(database, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(0x5a, File.ReadAllBytes(database)[0]);
    }

    [Fact]
    public void Open_DirectoryThatOthersWrite_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);

            var fault = Assert.Throws<StartupException>(() => DataDirectory.Open(folder.FullName));

            Assert.StartsWith($"others may write to the data directory {folder.FullName}", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Open_PathIsAFile_IsRefused()
    {
        var file = Path.GetTempFileName();
        try
        {
            var fault = Assert.Throws<StartupException>(() => DataDirectory.Open(file));

            Assert.StartsWith($"the data directory {file} cannot be used", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
