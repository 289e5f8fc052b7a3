using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>The first line of a log in CSV: what stands between its columns, and their names.</summary>
internal static class CsvHeader
{
    private const int MostColumns = 2000;
    private const int LongestName = 256;

    /// <summary>A line that begins with # is a remark, but where it names a column that counts: some write their header so.</summary>
    public static bool IsRemark(ReadOnlySpan<byte> line)
    {
        if (line.TrimStart((byte)' ') is not [(byte)'#', ..]) return false;
        var bare = Bare(line);
        var names = Names(bare, Delimiter(bare));
        return StepNames.Step(names) < 0 && StepNames.Epoch(names) < 0;
    }

    /// <summary>The line without the # that it begins with.</summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> line) => line.TrimStart(" #"u8);

    /// <summary>A comma, a semicolon or a tab: what there is most of.</summary>
    public static byte Delimiter(ReadOnlySpan<byte> line)
    {
        var (commas, semicolons, tabs) = (line.Count((byte)','), line.Count((byte)';'), line.Count((byte)'\t'));
        return semicolons > commas && semicolons >= tabs ? (byte)';' : tabs > commas ? (byte)'\t' : (byte)',';
    }

    /// <summary>The names; loggers pad them with blanks.</summary>
    public static List<string> Names(ReadOnlySpan<byte> line, byte delimiter)
    {
        var names = new List<string>();
        var fields = new CsvFields();
        fields.Split(line, delimiter);
        for (var i = 0; i < fields.Count; i++) names.Add(Encoding.UTF8.GetString(fields.Get(line, i)).Replace("\"\"", "\"", StringComparison.Ordinal).Trim());
        return names;
    }

    /// <summary>Names that no run can have are refused.</summary>
    public static void Check(LogBytes bytes, ReadOnlySpan<byte> line, CsvFields fields, List<string> names)
    {
        var numbers = 0;
        for (var i = 0; i < fields.Count; i++)
        {
            if (NumberText.Read(fields.Get(line, i), out _) is NumberKind.Number or NumberKind.TooLarge) numbers++;
        }

        if (numbers == fields.Count) throw bytes.Wrong("there are numbers where the names of the columns are expected: write them into the first line, as step,train/loss.");
        if (names.Count > MostColumns) throw bytes.Wrong($"{names.Count:N0} columns are more than a run has metrics ({MostColumns:N0}): leave some out.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (Encoding.UTF8.GetByteCount(names[i]) > LongestName) throw bytes.Wrong($"the name of column {i + 1} is longer than {LongestName} bytes: shorten it.", fields.Start(i));
            if (names[i].Any(char.IsControl)) throw bytes.Wrong($"the name of column {i + 1} has a control character: take it away.", fields.Start(i));
            if (names[i].Length > 0 && !seen.Add(names[i])) throw bytes.Wrong($"two columns have the name '{names[i]}': rename one.", fields.Start(i));
        }
    }
}
