using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;

namespace Tracker.Runtime.Journal;

/// <summary>The metric sets of a run as they are stored beside its snapshot.</summary>
internal static class SetsCodec
{
    private const byte Known = 1;

    public static byte[] Encode(MetricSetTable table)
    {
        var writer = new PayloadWriter();
        writer.Byte(Known);
        writer.Count((ulong)table.Count);
        foreach (var (key, columns) in table.Sets)
        {
            writer.Id(key.Producer.Value);
            writer.Count(key.Set);
            writer.Signed(columns.Rank);
            writer.Texts(columns.Names);
        }

        return writer.TakeBytes();
    }

    public static MetricSetTable Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        reader.Version(Known);
        var table = new MetricSetTable();
        for (var left = reader.Length(19); left > 0; left--)
        {
            var key = new MetricSetKey(new ProducerId(reader.Id()), (uint)reader.Count());
            table.Add(key, new MetricSetColumns(reader.Int32(), reader.Texts()));
        }

        return table;
    }
}
