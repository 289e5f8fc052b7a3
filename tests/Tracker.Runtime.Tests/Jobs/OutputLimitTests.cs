using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tracker.JobHost;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Jobs.Posix;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>What a job prints is bounded on every file system, and every offset goes on meaning what it meant.</summary>
public sealed class OutputLimitTests : IDisposable
{
    private const long Head = 1 << 20;
    private const long Tail = 2 << 20;

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private string Output => Path.Combine(_folder.Path, "stdout.log");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Limit_JobPrintsMuch_FileIsBoundedAndHeadAndTailStayWhereTheyWere(bool hasHoles)
    {
        const int Rounds = 6;
        using (var limit = new OutputLimit(_folder.Path, Head, Tail, _time, hasHoles ? FileHoles.Punch : (_, _, _) => false))
        {
            for (var round = 0; round < Rounds; round++)
            {
                // Some 3.5 MB, appended as a job's shell does; the look comes when the clock says so.
                await PrintAsync((round * 500_000) + 1, (round + 1) * 500_000);
                _time.Advance(TimeSpan.FromSeconds(1));
                Assert.InRange(await BlocksAsync(), 1, Head + (2 * Tail) + (3 << 20));
            }
        }

        var all = Enumerable.Range(1, Rounds * 500_000).Sum(static number => number.ToString(CultureInfo.InvariantCulture).Length + 1L);
        Assert.Equal(all, new FileInfo(Output).Length);
        Assert.False(File.Exists(FreedMiddle.KeepFile(Output)));
        var (first, leftOut, last) = await ReadAsync();
        Assert.Equal(all, first.Length + leftOut + last.Length);
        Assert.InRange(leftOut, all - Head - (2 * Tail) - (3 << 20), all - Head - Tail);
        Assert.StartsWith("1\n2\n3\n", first, StringComparison.Ordinal);
        AssertCounting(first[..first.LastIndexOf('\n')]);
        AssertCounting(last[(last.IndexOf('\n', StringComparison.Ordinal) + 1)..^1]);
        Assert.EndsWith($"\n{Rounds * 500_000}\n", last, StringComparison.Ordinal);

        // What a backup takes of it is what a reader is given.
        Assert.Equal([first.Length, last.Length], JobOutputParts.Of(Output).Select(static part => part.Length));
    }

    private static void AssertCounting(string lines)
    {
        var numbers = lines.Split('\n').Select(static line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
    }

    private async Task<(string First, long LeftOut, string Last)> ReadAsync()
    {
        var reader = new JobOutputReader(new JobDirectory(_folder.Path), static () => true, _time);
        var (text, first, leftOut) = (new StringBuilder(), "", 0L);
        await foreach (var piece in reader.ReadAsync(new JobOutputWish(JobOutputKind.Output, Follow: false), TestContext.Current.CancellationToken))
        {
            if (piece.LeftOut > 0)
            {
                Assert.Equal(0, leftOut);
                (first, leftOut) = (text.ToString(), piece.LeftOut);
                text.Clear();
            }
            else
            {
                text.Append(Encoding.ASCII.GetString(piece.Data.Span));
            }
        }

        return (first, leftOut, text.ToString());
    }

    private async Task PrintAsync(int from, int to)
    {
        await using var seq = RunningProgram.Start("/bin/sh", ["-c", $"seq {from} {to} >>'{Output}'"]);
        Assert.Equal(0, (await seq.EndAsync()).ExitCode);
    }

    private async Task<long> BlocksAsync()
    {
        await using var stat = RunningProgram.Start("/usr/bin/stat", ["-c", "%b %B", Output]);
        var words = (await stat.EndAsync()).Output.Split(' ');
        return long.Parse(words[0], CultureInfo.InvariantCulture) * long.Parse(words[1], CultureInfo.InvariantCulture);
    }
}
