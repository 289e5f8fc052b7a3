using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Tests.Chunks;

public sealed class ChunkTests
{
    private static readonly RunId Run = new(0x77);

    [Fact]
    public void Seal_AnyFrames_ComeBackBitForBit() => ArbitraryFrames.Entries.Sample(
        frames =>
        {
            using var sealer = new RangeSealer();
            using var reader = new ChunkReader();
            var entries = Entries(frames);

            var range = sealer.Seal(Run, 10, 10 + entries.Count, entries);

            var back = range.Chunks.SelectMany(chunk => reader.ReadFrames(chunk.Body))
                .GroupBy(static frame => (frame.Position, frame.ReceivedAt))
                .OrderBy(static entry => entry.Key.Position)
                .Select(static entry => EntryCodec.Encode(
                    entry.Key.Position,
                    new FramesInput(entry.Key.ReceivedAt, [.. entry.OrderBy(static frame => frame.Index).Select(static frame => frame.Frame)])));
            Assert.Equal(entries.Select(Text), back.Select(Text));
        },
        iter: 300);

    [Fact]
    public void Read_AnyByteFlipped_IsRefusedAsDamaged()
    {
        using var sealer = new RangeSealer();
        using var reader = new ChunkReader();
        var frame = ArbitraryFrames.Make(
            1, 3, 1, false, 4, [1, 1, 1, 1, 1], [1, 2, 3, 4, 5], [ArbitraryFrames.Noise(1, 1), ArbitraryFrames.Decimals(3, 1), static row => row], 1, 0);
        var body = sealer.Seal(Run, 10, 11, Entries([[frame]])).Chunks[0].Body;
        reader.ReadFrames(body);

        for (var i = 0; i < body.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                body[i] ^= (byte)(1 << bit);
                Assert.Throws<FormatException>(() => reader.ReadFrames(body));
                body[i] ^= (byte)(1 << bit);
            }
        }

        for (var length = 0; length < body.Length; length++) Assert.Throws<FormatException>(() => reader.ReadFrames(body.AsSpan(0, length)));
    }

    [Fact]
    public void Read_AnyBytesUnderARightChecksum_AreRefusedOrRead() => Gen.Select(Gen.Byte.Array[1, 200], Gen.Int[1, 300]).Sample(
        (bytes, rows) =>
        {
            using var codec = new ValueCodec();
            try
            {
                var source = new ByteSource(bytes);
                codec.Read(ref source, new ulong[rows], WordWidth.Double);
                source = new ByteSource(bytes);
                IntegerColumn.Read(ref source, new long[rows]);
            }
            catch (FormatException)
            {
                // Refused, and with nothing but this.
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("noise", false, 7.0)]
    [InlineData("noise", true, 3.2)]
    [InlineData("decimals", false, 1.7)]
    [InlineData("decimals", true, 1.7)]
    [InlineData("stairs", false, 0.15)]
    [InlineData("cosine", false, 3.5)]
    [InlineData("both signs", true, 3.6)]
    [InlineData("constant", false, 0.01)]
    public void Write_TypicalCurve_IsAsSmallAsPromised(string kind, bool isSingle, double mostBytes)
    {
        Func<int, double> curve = kind switch
        {
            "noise" => ArbitraryFrames.Noise(1, 3),
            "decimals" => ArbitraryFrames.Decimals(4, 3),
            "stairs" => static row => 0.1 * Math.Pow(0.5, row / 1000),
            "cosine" => static row => 0.05 * (1 + Math.Cos(Math.PI * row / 40_960)),
            "both signs" => static row => ArbitraryFrames.Noise(1, 5)(row) * Math.Sin(row * 1.7),
            _ => static _ => 0.001,
        };
        using var sealer = new RangeSealer();
        var frames = Enumerable.Range(0, 41).Select(i => new[]
        {
            ArbitraryFrames.Make(1, 1, 1, isSingle, (ulong)i, [.. Enumerable.Repeat(1L, 400)], [.. Enumerable.Repeat(10_000L, 400)], [curve], i * 400, i * 400),
        }).ToArray();

        var range = sealer.Seal(Run, 10, 11, Entries(frames));

        var header = ChunkHeader.Read(range.Chunks[0].Body);
        var size = (double)header.Lengths[ChunkHeader.FirstMetric] / header.Rows;
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind} {isSingle}: {size:0.000}");
        Assert.InRange(size, 0, mostBytes);
    }

    private static List<JournalEntry> Entries(Frame[][] frames) =>
        [.. frames.Select((entry, i) => EntryCodec.Encode(10 + i, new FramesInput(new Timestamp(1_700_000_000_000_000 + (i * 977)), [.. entry])))];

    private static string Text(JournalEntry entry) => $"{entry.Position} {entry.ReceivedAt} {entry.Kind} {Convert.ToHexString(entry.Payload)}";
}
