namespace Tracker.EndToEnd.Tests;

/// <summary>What a test needs of Debian. Where it is missing the test is skipped by name, but never in CI.</summary>
internal static class RequiredTool
{
    private static readonly Lazy<string?> MissingPython = new(() =>
        Python("import grpc, google.protobuf") && File.Exists("/usr/bin/protoc") && File.Exists("/usr/bin/grpc_python_plugin")
            ? null
            : "python3-grpcio and protobuf-compiler-grpc are needed: eng/install-test-tools.sh installs them.");

    public static void Python()
    {
        if (MissingPython.Value is not { } missing) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }

    private static bool Python(string code) =>
        File.Exists("/usr/bin/python3") && RunningProgram.RunAsync("/usr/bin/python3", ["-c", code]).GetAwaiter().GetResult().ExitCode == 0;
}
