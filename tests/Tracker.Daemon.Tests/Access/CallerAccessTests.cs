using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Daemon.Access;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;

namespace Tracker.Daemon.Tests.Access;

public sealed class CallerAccessTests : IDisposable
{
    private const uint Stranger = 4_242;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracker-");

    private string TokenPath => Path.Combine(_folder.FullName, "control.token");

    [Theory]
    [InlineData(0u, null)]
    [InlineData(Stranger, RefusalKind.Forbidden)]
    [InlineData(1_000u, null)]
    public void RefuseControl_PeerOfTheSocket_NeedsAnAllowedUid(uint uid, object? expected)
    {
        var access = Access(new DaemonOptions { AllowedUids = [1_000] });
        var context = new DefaultHttpContext();
        DoorMark.Set(context, Door.Loopback);
        context.Features.Set(new PeerCredentials(1, uid, uid));

        var refusal = RefuseControl(access, context);

        Assert.Equal((RefusalKind?)expected, refusal?.Kind);
        if (refusal is not null) Assert.Contains($"user {Stranger} may not control", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void RefuseControl_StrangerWithTheToken_IsLetThrough()
    {
        var access = Access();
        var context = new DefaultHttpContext();
        DoorMark.Set(context, Door.Loopback);
        context.Features.Set(new PeerCredentials(1, Stranger, Stranger));
        context.Request.Headers.Authorization = "Bearer " + File.ReadAllText(TokenPath).Trim();

        Assert.Null(RefuseControl(access, context));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic Og==")]
    [InlineData("")]
    public void RefuseControl_OverTcpWithoutTheToken_IsUnauthenticated(string authorization)
    {
        var access = Access();
        var context = new DefaultHttpContext();
        DoorMark.Set(context, Door.Loopback);
        context.Request.Headers.Authorization = authorization;

        Assert.Equal(RefusalKind.Unauthenticated, RefuseControl(access, context)?.Kind);
    }

    [Fact]
    public void Open_Twice_KeepsTheToken()
    {
        ControlToken.Open(TokenPath);
        var token = File.ReadAllText(TokenPath).Trim();

        Assert.True(ControlToken.Open(TokenPath).Matches(token));
        Assert.Matches("^trk_[0-9a-f]{64}$", token);
    }

    [Fact]
    public void Open_OthersCanRead_IsRefused()
    {
        ControlToken.Open(TokenPath);
        File.SetUnixFileMode(TokenPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var fault = Assert.Throws<StartupException>(() => ControlToken.Open(TokenPath));

        Assert.StartsWith($"others can read {TokenPath}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ShortToken_IsRefused()
    {
        File.WriteAllText(TokenPath, "1234");
        File.SetUnixFileMode(TokenPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Contains("holds no token", Assert.Throws<StartupException>(() => ControlToken.Open(TokenPath)).Message, StringComparison.Ordinal);
    }

    private CallerAccess Access(DaemonOptions? options = null) => new(
        ControlToken.Open(TokenPath),
        new TokenRegistry(new TokenFile(Path.Combine(_folder.FullName, "tokens.json")), [], 4, TimeProvider.System, NullLogger<TokenRegistry>.Instance),
        new JobTokens(),
        options ?? new DaemonOptions(),
        new AccessInstruments(new TrackerMeter()));

    private static Refusal? RefuseControl(CallerAccess access, HttpContext context) =>
        !access.Identify(context).Succeeded(out var caller, out var unknown) ? unknown
        : caller.May(Scopes.Control) ? null
        : access.Refuse(context, caller, Scopes.Control);

    public void Dispose() => _folder.Delete(recursive: true);
}
