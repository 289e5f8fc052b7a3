using System.Globalization;
using System.Text;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Readers;

/// <summary>What cannot be read is refused with file, line, column and the way out.</summary>
public sealed class BadLogTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", ": it is empty: a log has the names of its metrics and a row a step.")]
    [InlineData("\r\n \n", ": it is empty")]
    [InlineData("step,loss\n", ": it has no row with a number")]
    [InlineData("step,loss\n1,\n2,\n", ": it has no row with a number")]
    [InlineData("step,loss\n1,2.3\n", ": it has one row, and from one nothing can be told")]
    [InlineData("step,foo,bar\n1,2,3\n2,2,3\n", ", line 1, column 1: no column is a loss, an accuracy or another score (there are foo, bar): name the loss with --facts primary=NAME.")]
    [InlineData("step\n1\n2\n", ", line 1, column 1: no column is a loss, an accuracy or another score (there are none but the steps)")]
    [InlineData("1,2.5\n2,2.4\n", ", line 1, column 1: there are numbers where the names of the columns are expected")]
    [InlineData("step,loss,loss\n1,2,3\n", ", line 1, column 11: two columns have the name 'loss'")]
    [InlineData("step,loss\n1,2.3\n2,abc\n", ", line 3, column 3: 'loss' is a number, not 'abc'")]
    [InlineData("step,train/box_loss,loss\n1,2.3,1\n2,abc,1\n", ", line 3, column 3: 'train/box_loss' is a number, not 'abc'")]
    [InlineData("step,loss\none,2.3\n", ", line 2, column 1: 'step' is a whole number, not 'one'.")]
    [InlineData("loss,step\n2.3,1.5\n", ", line 2, column 5: a step is a whole number from 0 on.")]
    [InlineData("step,loss\n-1,2.3\n", ", line 2, column 1: a step is a whole number from 0 on.")]
    [InlineData("step,loss\n1e300,2.3\n", ", line 2, column 1: a step is a whole number from 0 on.")]
    [InlineData("epoch,loss\n1,2.3\n1.5,2.2\n", ", line 3, column 1: an epoch is a whole number from 0 on where there is no column of steps")]
    [InlineData("step,loss\n1,1e400\n", ", line 2, column 3: 1e400 is beyond the largest number there is (1.8e308): write inf if that is meant.")]
    [InlineData("step,loss\n1,-123456e999\n", ", line 2, column 3: -123456e999 is beyond the largest number")]
    [InlineData("step,loss,acc\n1,2.3,0.5\n2,2.2", ", line 3, column 6: there are 2 columns where the first line names 3, and the file ends here: it was cut, or is still written")]
    [InlineData("step,loss,acc\n1,2.3,0.5\n2,2.2\n3,1,1\n", ", line 3, column 6: there are 2 columns where the first line names 3: write every column")]
    [InlineData("step,loss\n1,2.3,4\n", ", line 2, column 7: there are 3 columns where the first line names 2")]
    [InlineData("step,loss\n1,\"2.3\n2,2\n", ", line 2, column 3: a quote is not closed on its line")]
    [InlineData("{\"step\":1,\"loss\":2}\n{\"step\":2,\"lo", ", line 2, column 11: the file ends in the middle of a value: it was cut, or is still written")]
    [InlineData("{\"step\":1,\"loss\":2}\n{\"step\":2,\"loss\":abc}\n", ", line 2, column 18: a value of JSON expected, 'abc}' found")]
    [InlineData("{\"step\":1,\"loss\":2}\n{\"step\":2,\"loss\":\"abc\"}\n", ", line 2, column 18: 'loss' is a number, not 'abc'")]
    [InlineData("{\"step\":1,\"loss\":2}\n{\"step\":2,\"loss\":1e400}\n", ", line 2, column 18: 1e400 is beyond the largest number")]
    [InlineData("{\"step\":1,\"loss\":2}\n[1]\n", ", line 2, column 1: a row is an object")]
    [InlineData("{\"step\":1,\"loss\":2,\"loss\":3}\n", ", line 1, column 27: 'loss' stands twice in one row")]
    [InlineData("{\"step\":1,\"loss\":2}\n{\"step\":2.5,\"loss\":2}\n", ", line 2, column 1: a step is a whole number")]
    [InlineData("{\"step\":1,\"depth\":2}\n{\"step\":2,\"depth\":2}\n", ": no metric is a loss, an accuracy or another score (there is depth)")]
    [InlineData("{\"log_history\":[{\"loss\":1}]}", ", line 1, column 1: a row of log_history has a 'step'")]
    [InlineData("{\"log_history\":{}}", ", line 1, column 16: 'log_history' is a list of rows.")]
    [InlineData("{\"log_history\":[{\"step\":1,\"loss\":2},", ", line 1, column 37: the file ends in the middle of a value")]
    [InlineData("metric,rank,attempt,step,time,value,producer,sequence\ntrain/loss,0,1,x,0,1,a,1\n", ", line 2, column 16: 'step' is a whole number from 0 on.")]
    [InlineData("metric,rank,attempt,step,time,value,producer,sequence\ntrain/loss,0,1,1,0,1", ", line 2, column 21: there are 6 columns where the first line names 8: the file was cut")]
    [InlineData("{\"minibatch_train_loss\":[1,2,\"x\"]}", ", line 1, column 30: 'minibatch_train_loss' is a number, not \"x\".")]
    [InlineData("\"minibatch_train_loss\"", ", line 1, column 1: no column is a loss", false)]
    public void Judge_OfABrokenLog_NamesThePlaceAndTheWayOut(string text, string problem, bool exact = true)
    {
        var file = _folder.Write("a.log", text);
        var error = Assert.Throws<LogException>(() => LogReplay.Judge([file], new LogReplayOptions()));
        if (exact) Assert.StartsWith(file + problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_OfWhatIsNoText_SaysSo()
    {
        AssertRefused(_folder.Write("a.bin", [1, 2, 0, 4]), "it is no text (byte 3 is zero)");
        AssertRefused(_folder.Write("b.bin", [(byte)'a', 0x80, 0x81, (byte)'\n', .. new byte[40].Select(_ => (byte)'x')]), "it is no text in UTF-8 (byte 2)");
        AssertRefused(_folder.Write("c.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("step,loss\n")).ToArray()), "it is written in UTF-16");
        AssertRefused(_folder.Path, "it is a folder: name the file in it");
        AssertRefused(Path.Combine(_folder.Path, "absent"), "there is no such file");
        AssertRefused(_folder.Write("late.csv", "step,loss\n" + string.Concat(Enumerable.Range(0, 20_000).Select(step => $"{step},1\n")) + "\0"), "it is no text (byte ");
    }

    [Fact]
    public void Judge_OfAPackedLogThatIsCut_SaysSo()
    {
        var whole = LogFolder.Packed("step,loss\n" + string.Concat(Enumerable.Range(0, 20_000).Select(step => string.Create(CultureInfo.InvariantCulture, $"{step},{Math.Sin(step)}\n"))));
        AssertRefused(_folder.Write("a.csv.gz", whole[..(whole.Length / 2)]), "the packed file is cut or damaged here");
        var small = LogFolder.Packed("step,loss\n1,0.5\n2,0.25");
        AssertRefused(_folder.Write("c.csv.gz", small[..^6]), "c.csv.gz, line 3, column 7: the packed file is cut or damaged here");
        whole[whole.Length / 2] ^= 0xff;
        whole[(whole.Length / 2) + 1] ^= 0xff;
        Assert.StartsWith(_folder.Path, Assert.Throws<LogException>(() => LogReplay.Judge([_folder.Write("b.csv.gz", whole)], new LogReplayOptions())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step,loss\n1,")]
    [InlineData("")]
    [InlineData("{\"step\":1,\"loss\":\"")]
    public void Judge_OfALineWithoutEnd_SaysSoInLittleMemory(string begin)
    {
        var file = Path.Combine(_folder.Path, "long");
        using (var stream = File.Create(file))
        {
            stream.Write(Encoding.ASCII.GetBytes(begin));
            var chunk = new byte[1 << 20];
            Array.Fill(chunk, (byte)'x');
            for (var i = 0; i < 8; i++) stream.Write(chunk);
        }

        AssertRefused(file, "a line of more than 1,048,576 bytes is no line of a log");
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("NAN")]
    [InlineData("-nan")]
    [InlineData("nan(ind)")]
    [InlineData("-nan(ind)")]
    [InlineData("1.#QNAN")]
    [InlineData("-1.#IND00")]
    [InlineData("1.#INF")]
    [InlineData("inf")]
    [InlineData("-Inf")]
    [InlineData("+Infinity")]
    [InlineData("∞")]
    [InlineData("\"nan\"")]
    public void Judge_OfWhatIsNotFinite_TakesEverySpelling(string word)
    {
        var file = _folder.Write("a.csv", $"step,loss\n1,2\n2,{word}\n3,{word}\n");
        var read = LogReplay.Judge([file], new LogReplayOptions());
        var fired = read.Playback.Events.OfType<AlertChanged>().First();
        Assert.Equal(("non-finite", 2L), (fired.Alert.Detector, fired.Step));
        Assert.Equal(2, read.Playback.Snapshot.Metrics[0].NonFinite);
    }

    [Fact]
    public void Judge_OfOneRowThatIsNotFinite_TellsThat() =>
        Assert.Single(LogReplay.Judge([_folder.Write("a.csv", "step,loss\n1,nan\n")], new LogReplayOptions()).Playback.Events.OfType<AlertChanged>());

    [Fact]
    public void Judge_OfRemarksAndGaps_LeavesThemOut()
    {
        var file = _folder.Write("a.csv", "\uFEFFstep,loss,note,\n1,2,good,0\n,3,,\n2,NA,None,7\n3,1.5,5,\n");
        var read = LogReplay.Judge([file], new LogReplayOptions());
        Assert.Equal(["loss"], read.Playback.Snapshot.Metrics.Select(metric => metric.Name));
        Assert.Equal(["'note' holds text and is left out.", "rows without a step are left out: 1."], read.Notes);
        Assert.Equal(2, read.Rows);
    }

    [Theory]
    [InlineData("# step,loss\n1,2\n2,1\n")]
    [InlineData("# made by hand\n#\nstep,loss\n1,2\n# here it went on\nstep,loss\n2,1\n")]
    public void Judge_OfRemarksBetweenTheRows_LeavesThemOut(string text)
    {
        var read = LogReplay.Judge([_folder.Write("a.csv", text)], new LogReplayOptions());
        Assert.Equal((2, 2), (read.Rows, read.Playback.Snapshot.Samples));
        Assert.Equal("loss", Assert.Single(read.Playback.Snapshot.Metrics).Name);
    }

    [Theory]
    [InlineData("loss,acc\n2,0.1\n1,0.2\n", "no column counts steps or epochs", 2)]
    [InlineData("epoch,loss\n0.5,2\n1.0,1\n1.5,0.5\n", "its epochs are broken numbers", 3)]
    [InlineData("epoch,iter,loss\n1,50,2\n1,100,1\n2,50,1\n2,100,1\n3,50,1\n", "its steps begin again with each epoch", 250)]
    public void Judge_WhereStepsAreNotPlain_CountsAndSaysSo(string text, string note, long last)
    {
        var read = LogReplay.Judge([_folder.Write("a.csv", text)], new LogReplayOptions());
        Assert.Equal((last, 1), (read.Playback.Snapshot.Step, read.Playback.Snapshot.Attempt));
        Assert.Contains(read.Notes, one => one.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_OfAMetricThatIsNamedAsPrimary_NeedsNoKnownColumn()
    {
        var facts = RunFacts.None with { PrimaryMetric = "foo" };
        Assert.True(LogReplay.Judge([_folder.Write("a.csv", "step,foo\n1,2\n2,3\n")], new LogReplayOptions { Facts = facts }).Playback.Snapshot.Metrics[0].IsPrimary);
    }

    [Fact]
    public void Judge_OfManyColumns_RefusesMoreThanARunHas() =>
        AssertRefused(_folder.Write("a.csv", "step," + string.Join(',', Enumerable.Range(0, 2001).Select(i => $"loss{i}")) + "\n"), "2,002 columns are more than a run has metrics");

    private static void AssertRefused(string file, string problem) =>
        Assert.Contains(problem, Assert.Throws<LogException>(() => LogReplay.Judge([file], new LogReplayOptions())).Message, StringComparison.Ordinal);
}
