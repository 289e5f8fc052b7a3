using System.Diagnostics;
using Tracker.JobHost.Sampling;
using Tracker.Runtime.Host;
using Tracker.Testing;

namespace Tracker.JobHost.Tests.Sampling;

/// <summary>The real /proc of real children.</summary>
public sealed class ProcessTreeTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Read_GrandchildThatBurnsAndAllocates_CountsForTheTree()
    {
        await using var shell = RunningProgram.Start("/bin/sh", ["-c", $"{Python} -c 'x = b\"1\" * (200 << 20)\nwhile True: pass' & wait"]);
        var tree = new ProcessTree(shell.Id);
        await Eventually.HoldsAsync("it burns", () => tree.Read() is { CpuSeconds: > 0.3, ResidentBytes: > 200 << 20 }, TimeSpan.FromSeconds(60));
        Assert.Equal(2, tree.Members.Count);
    }

    [Fact]
    public async Task Read_ChildrenThatEnded_StayInTheSum()
    {
        // One after the other: what the first burned is in no process any more.
        var burn = $"{Python} -c 'import time\nwhile time.process_time() < 0.2: pass'";
        await using var shell = RunningProgram.Start("/bin/sh", ["-c", $"{burn}; {burn}; {burn}; echo done; exec sleep 600"]);
        var tree = new ProcessTree(shell.Id);
        double highest = 0;
        await Eventually.HoldsAsync("all three burned", () =>
        {
            highest = Math.Max(highest, tree.Read()!.Value.CpuSeconds);
            return shell.Output.Contains("done", StringComparison.Ordinal);
        }, TimeSpan.FromSeconds(60));
        // Each is told in hundredths, rounded down.
        Assert.True(tree.Read()!.Value.CpuSeconds >= 0.5, $"{highest} before, {tree.Read()!.Value.CpuSeconds} at the end");
    }

    [Fact]
    public async Task Read_ChildInASessionOfItsOwnWhoseParentLeft_StaysAMember()
    {
        // The orphan holds no pipe of this test, and ends by itself.
        const string Orphan = "setsid " + Python + " -c \"import time; time.sleep(60)\" >/dev/null 2>&1 </dev/null &";
        await using var shell = RunningProgram.Start("/bin/sh", ["-c", $"sh -c '{Orphan} echo started; exec sleep 600' & wait; exec sleep 600"]);
        var tree = new ProcessTree(shell.Id);
        await Eventually.HoldsAsync("all are there", () => tree.Read() is not null && tree.Members.Select(Name).Order().SequenceEqual(["python3", "sh", "sleep"]));
        var orphan = tree.Members.Single(pid => Name(pid) == "python3");
        try
        {
            using (var parent = Process.GetProcessById(tree.Members.Single(pid => Name(pid) == "sleep"))) parent.Kill();
            await Eventually.HoldsAsync("its parent left", () => ProcessStatus.Read(orphan) is { Parent: var left } && left != shell.Id && !tree.Members.Contains(left));
            Assert.NotNull(tree.Read());
            Assert.Contains(orphan, tree.Members);
        }
        finally
        {
            using var child = Process.GetProcessById(orphan);
            child.Kill();
        }
    }

    [Fact]
    public void Read_RootThatIsNotThere_IsNull() => Assert.Null(new ProcessTree(int.MaxValue).Read());

    [Fact]
    public void Read_OfThisProcess_LeavesStrangersOut()
    {
        var tree = new ProcessTree(Environment.ProcessId);
        Assert.NotNull(tree.Read());
        Assert.Contains(Environment.ProcessId, tree.Members);
        Assert.DoesNotContain(1, tree.Members.Where(pid => pid != Environment.ProcessId));
    }

    [Fact]
    public void Parse_NameWithBracketsAndSpaces_CountsFieldsFromTheLast()
    {
        var status = ProcessStatus.Parse(7, "7 (a) b (c) S 3 7 5 0 -1 4 1 2 3 4 100 50 20 30 20 0 8 0 4242 1000 25 0 0");
        Assert.Equal(new ProcessStatus(7, 3, 5, 4242, 2.0, 25L * Environment.SystemPageSize), status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 (x) S")]
    [InlineData("7 (x) S a b c d e f g h i j k l m n o p q r s t u v")]
    public void Parse_OtherText_IsNull(string text) => Assert.Null(ProcessStatus.Parse(7, text));

    private static string Name(int pid) => ProcFile.TryRead($"/proc/{pid}/comm")?.Trim() ?? "";
}
