using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

public sealed class ProfileCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Profile_AsJson_HasEveryNumber()
    {
        // Column b has a gap and a slip, c is constant; the last row is the second once more, with another label.
        var text = new StringBuilder("a,b,c,kind,animal\n");
        for (var i = 0; i < 40; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i % 4 == 0 ? -1 : 1) + (i / 100.0)},{(i == 5 ? "" : i == 6 ? "oops" : $"{i % 3}")},7,{(i % 2 == 0 ? "x" : "y, \"z\"".Replace("\"", "\"\"", StringComparison.Ordinal).Insert(0, "\"") + "\"")},{(i % 4 == 0 ? "dog" : "cat")}\n");
        var table = Write("table.csv", text + "1.01,1,7,\"y, \"\"z\"\"\",dog\n");
        var validation = Write("validation.csv", "kind;c;b;a\n\"y, \"\"z\"\"\";7;1;1.01\nx;7;1;5\n");
        var profile = Assert.Single((await Tool.RunAsync("profile", table, "--label", "animal", "--validation", validation, "--json")).Json());
        Assert.Equal(30, profile.GetProperty("classes").GetProperty("cat").GetInt32());
        Assert.Equal(11, profile.GetProperty("classes").GetProperty("dog").GetInt32());
        var values = profile.GetProperty("profile");
        Assert.Equal(41, values.GetProperty("samples").GetDouble());
        Assert.Equal(30 / 11.0, values.GetProperty("imbalance-ratio").GetDouble(), 1e-12);
        Assert.Equal(2 / 41.0, values.GetProperty("conflicting-label-share").GetDouble(), 1e-12);
        Assert.Equal(2 / 164.0, values.GetProperty("missing-share").GetDouble(), 1e-12);
        Assert.Equal(0.25, values.GetProperty("constant-feature-share").GetDouble());
        Assert.Equal(0.5, values.GetProperty("overlap-share").GetDouble());
        Assert.Equal(["number", "number", "number", "category"], profile.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("kind").GetString()));
        Assert.True(profile.GetProperty("features")[0].GetProperty("informative").GetBoolean());
        Assert.Contains(profile.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("sentence").GetString()!.Contains("'oops' in line 8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Profile_ForPeople_SaysWhatToDo()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{i % 7},{(i < 3 ? "rare" : "common")}\n"));
        var said = await Tool.RunAsync("profile", Write("table.csv", "a,b,class\n" + rows));
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("60 samples of 2 features. Label: class", said.Output, StringComparison.Ordinal);
        Assert.Contains("Class 'common' has 19 times as many samples as class 'rare'.", said.Output, StringComparison.Ordinal);
        Assert.Contains("judge by the recall of each class", said.Output, StringComparison.Ordinal);
        Assert.Contains("Class 'rare' has 3 samples.", said.Output, StringComparison.Ordinal);
        Assert.Contains("█", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_ColumnOfText_IsSaidToBeTakenForCategories()
    {
        var said = await Tool.RunAsync("profile", Write("table.csv", "a;b;y\r\n1,5;2;0\r\n\r\n2,5;3;1\r\n"));
        Assert.Contains("Column a is taken for categories: line 2 has '1,5'.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_NumberToPredict_HasNoClasses()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 5},{i % 11},{i / 7.0:R}\n"));
        var file = Write("table.csv.gz", "");
        await using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest)) await gzip.WriteAsync(Encoding.UTF8.GetBytes("a,b,price\n" + rows), TestContext.Current.CancellationToken);
        var said = await Tool.RunAsync("profile", file);
        Assert.Contains("taken for a number to predict", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("smallest class", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_BadInput_IsOneSentenceAndExits2()
    {
        await RefusesAsync("there is no file", "/nonexistent.csv");
        await RefusesAsync("is a folder", _folder.Path);
        await RefusesAsync("is empty", Write("t.csv", ""));
        await RefusesAsync("a header and no rows", Write("t.csv", "a,b\n"));
        await RefusesAsync("has no header", Write("t.csv", "1,2\n3,4\n"));
        await RefusesAsync("one column", Write("t.csv", "a\n1\n"));
        await RefusesAsync("line 4: 3 fields where the header has 2", Write("t.csv", "a,b\n1,2\n\n3,4,5\n"));
        await RefusesAsync("line 3: a quote is opened and never closed", Write("t.csv", "a,b\n1,2\n3,\"4\n5,6\n"));
        await RefusesAsync("line 3, column a: 1e999 is beyond the largest number", Write("t.csv", "a,b\n1,2\n1e999,4\n"));
        await RefusesAsync("two columns are called 'a'", Write("t.csv", "a,a\n1,2\n"));
        await RefusesAsync("is no text", Write("t.csv", "a,b\n1,\0\n".Insert(1, "\0")));
        await RefusesAsync("is no whole gzip file", Write("t.csv.gz", "plain"));
        await RefusesAsync("has no column 'size': it has a, b", Write("t.csv", "a,b\n1,2\n"), "--label", "size");
        await RefusesAsync("has no column 'a', which the training data has", Write("t.csv", "a,b\n1,2\n"), "--validation", Write("v.csv", "c,b\n1,2\n"));
    }

    private static async Task RefusesAsync(string why, params string[] arguments)
    {
        var said = await Tool.RunAsync(["profile", .. arguments]);
        Assert.Contains(why, said.Sentence(), StringComparison.Ordinal);
        Assert.Equal(2, said.ExitCode);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
