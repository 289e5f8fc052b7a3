using System.Globalization;
using System.Text;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>What jobs print: bounded on disk, and followed without loss or doubling while it is.</summary>
public sealed class JobOutputTests : IAsyncLifetime
{
    private const long Head = 64 << 10;
    private const long Tail = 2 << 20;
    // What a fast printer writes between two looks of the job host, generously.
    private const long Slack = 200 << 20;

    private readonly TempFolder _folder = new();
    private DaemonProcess _daemon = null!;
    private JobBoard _board = null!;

    public async ValueTask InitializeAsync()
    {
        _daemon = await DaemonProcess.StartAsync(
            Built.JobFlags, [("TRACKER__JOBS__OUTPUTHEADBYTES", $"{Head}"), ("TRACKER__JOBS__OUTPUTTAILBYTES", $"{Tail}")]);
        _board = new JobBoard(_daemon);
    }

    public async ValueTask DisposeAsync()
    {
        _board.Dispose();
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Job_PrintsAGigabyte_TakesABoundedPartOfTheDisk()
    {
        // 1,000,000,000 bytes, and a look at what the disk holds of them in the midst of it.
        var run = await _board.SubmitAsync(Shell("yes 1234567 | head -c 700000000; stat -L -c '%b %B' /proc/self/fd/3 3>&1 >&2; yes 1234567 | head -c 300000000"));
        var (job, _) = await EndAsync(run);
        Assert.Equal(RunStatus.Finished, job.Status);
        var file = new FileInfo(Path.Combine(_daemon.DataDirectory, "jobs", run, "stdout.log"));
        Assert.Equal(1_000_000_000, file.Length);
        var meanwhile = (await File.ReadAllTextAsync(Path.Combine(file.DirectoryName!, "stderr.log"), TestContext.Current.CancellationToken)).Split(' ');
        Assert.InRange(long.Parse(meanwhile[0], CultureInfo.InvariantCulture) * long.Parse(meanwhile[1], CultureInfo.InvariantCulture), 1, Head + Tail + Slack);
        var kept = await BlocksAsync(file.FullName);
        Assert.InRange(kept, Tail, Head + Tail + (4 << 20));

        // Read when all is over: the head, what is left out, the tail.
        var pieces = await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stdout });
        Assert.Equal(1_000_000_000, AssertContiguous(pieces, 0));
        Assert.InRange(pieces.Sum(piece => (long)piece.Data.Length), Head + Tail, kept + (2 << 20));
        Assert.All(pieces, piece => Assert.DoesNotContain((byte)0, piece.Data));
    }

    [Fact]
    public async Task Follow_JobPrintsMuch_EveryByteOfItIsSentOrNamedAsLeftOutOnce()
    {
        var run = await _board.SubmitAsync(Shell("seq 1 6000000; echo end"));
        var pieces = await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stdout, Follow = true });
        var length = AssertContiguous(pieces, 0);
        Assert.Equal(new FileInfo(Path.Combine(_daemon.DataDirectory, "jobs", run, "stdout.log")).Length, length);
        // Numbers rise by one from line to line, but over what was left out.
        long last = 0;
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece.LeftOut > 0)
            {
                last = Check(text, last, isEnd: true);
                text.Clear();
                last = -1;
            }
            else
            {
                text.Append(piece.Data.ToStringUtf8());
                last = Check(text, last, isEnd: false);
            }
        }

        Assert.Equal("end\n", text.ToString());
        Assert.Equal(6_000_000, last);
    }

    [Fact]
    public async Task Logs_TailAndOffset_GiveTheRestOfTheStream()
    {
        var run = await _board.SubmitAsync(Shell("seq 1 100; echo problem >&2"));
        await EndAsync(run);
        Assert.Equal("99\n100\n", Text(await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stdout, TailLines = 2 })));
        Assert.Equal("", Text(await ReadAsync(new ReadJobLogsRequest { Job = run, TailLines = 0 })));
        Assert.Equal("100\nproblem\n", Text(await ReadAsync(new ReadJobLogsRequest { Job = run, TailLines = 1 })));
        Assert.Equal("problem\n", Text(await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stderr })));
        var all = Text(await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stdout }));
        Assert.Equal(all[50..], Text(await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stdout, FromOffset = 50 })));
        Assert.Equal("", Text(await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stdout, FromOffset = 1 << 30 })));
        foreach (var wrong in new[] { new ReadJobLogsRequest { Job = run, FromOffset = 5 }, new ReadJobLogsRequest { Job = run, FromOffset = -1 } })
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(wrong))).StatusCode);
    }

    private JobProgram Shell(string script) => new() { WorkingDirectory = _folder.Path, Arguments = { "sh", "-c", script } };

    private async Task<(Job Job, int Pieces)> EndAsync(string run)
    {
        // From the end on: the output itself is not wanted.
        var pieces = await ReadAsync(new ReadJobLogsRequest { Job = run, Stream = LogStream.Stderr, Follow = true, FromOffset = 1 << 20 });
        return (await _board.GetAsync(run), pieces.Count);
    }

    private async Task<List<ReadJobLogsResponse>> ReadAsync(ReadJobLogsRequest request)
    {
        using var call = _board.Jobs.ReadJobLogs(request);
        var pieces = new List<ReadJobLogsResponse>();
        await foreach (var piece in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) pieces.Add(piece);
        return pieces;
    }

    private static long AssertContiguous(List<ReadJobLogsResponse> pieces, long at)
    {
        foreach (var piece in pieces)
        {
            Assert.Equal(at, piece.Offset);
            Assert.True(piece.Data.Length > 0 != piece.LeftOut > 0);
            at += piece.Data.Length + piece.LeftOut;
        }

        return at;
    }

    /// <summary>Takes whole lines off the text; -1 is a line that is the rest of a number.</summary>
    private static long Check(StringBuilder text, long last, bool isEnd)
    {
        var lines = text.ToString().Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (lines[i] == "end")
            {
                text.Clear().Append("end\n");
                return last;
            }

            if (last == -1)
            {
                last = -2;
                continue;
            }

            var number = long.Parse(lines[i], CultureInfo.InvariantCulture);
            if (last >= 0) Assert.Equal(last + 1, number);
            last = number;
        }

        text.Clear();
        if (!isEnd) text.Append(lines[^1]);
        return last;
    }

    private static string Text(List<ReadJobLogsResponse> pieces) => string.Concat(pieces.Select(piece => piece.Data.ToStringUtf8()));

    private static async Task<long> BlocksAsync(string file)
    {
        await using var stat = RunningProgram.Start("/usr/bin/stat", ["-c", "%b %B", file]);
        await stat.EndAsync();
        var words = stat.Output.Split(' ');
        return long.Parse(words[0], CultureInfo.InvariantCulture) * long.Parse(words[1], CultureInfo.InvariantCulture);
    }
}
