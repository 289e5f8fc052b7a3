using Tracker.Client.Spooling;
using Tracker.Client.Tests.Fakes;
using Tracker.Contracts.V1;

namespace Tracker.Client.Tests.Spooling;

public sealed class SpoolTests : IDisposable
{
    private const string Run = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryAppend_ThenRead_GivesTheMessagesInOrderWithTheirNumbers()
    {
        using Spool spool = Open();
        for (int i = 1; i <= 3; i++)
            Assert.True(spool.TryAppend(Message(i), samples: i));

        Assert.Equal([(1ul, 1, 1), (2ul, 2, 2), (3ul, 3, 3)], ReadAll(spool));
        Assert.Equal(3ul, spool.Pending);
    }

    [Fact]
    public void Open_AfterAnotherProcess_GoesOnWithProducerSequenceAndMessages()
    {
        string producer;
        using (Spool first = Open())
        {
            producer = first.Producer;
            first.TryAppend(Message(1), 1);
            first.TryAppend(Message(2), 1);
        }

        using Spool second = Open();
        Assert.True(second.TryAppend(Message(3), 1));

        Assert.Equal(producer, second.Producer);
        Assert.Equal(2ul, second.RecoveredMessages);
        Assert.Equal([(1ul, 1, 1), (2ul, 2, 1), (3ul, 3, 1)], ReadAll(second));
    }

    [Fact]
    public void Open_TornAtEachByte_KeepsEveryWholeMessageAndGoesOn()
    {
        string segment;
        var ends = new List<long>();
        using (Spool spool = Open())
        {
            segment = Path.Combine(spool.Path, "00000000000000000001.seg");
            for (int i = 1; i <= 5; i++)
            {
                spool.TryAppend(Message(i), 1);
                ends.Add(new FileInfo(segment).Length);
            }
        }

        byte[] whole = File.ReadAllBytes(segment);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(segment, whole[..length]);
            using Spool spool = Open();
            int left = ends.Count(end => end <= length);
            Assert.True(spool.TryAppend(Message(99), 1));
            Assert.Equal([.. Enumerable.Range(1, left), 99], ReadAll(spool).Select(m => m.Number));
        }
    }

    [Fact]
    public void Open_EachByteFlipped_GivesOnlyWhatWasWritten()
    {
        string segment;
        using (Spool spool = Open())
        {
            segment = Path.Combine(spool.Path, "00000000000000000001.seg");
            for (int i = 1; i <= 4; i++)
                spool.TryAppend(Message(i), 1);
        }

        byte[] whole = File.ReadAllBytes(segment);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x40;
            File.WriteAllBytes(segment, damaged);
            using Spool spool = Open();
            int[] numbers = [.. ReadAll(spool).Select(m => m.Number)];
            Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
            Assert.True(numbers.Length < 4);
        }
    }

    [Fact]
    public void TryAppend_OverTheLimit_IsRefusedUntilAcknowledged()
    {
        using Spool spool = Open(limit: 64 << 10);
        int taken = 0;
        while (spool.TryAppend(Big(), 1))
            taken++;
        Assert.InRange(taken, 10, 64);
        Assert.True(spool.TryAppend(Message(1), 0, essential: true));

        spool.Acknowledge((ulong)taken - 1);
        Assert.True(spool.TryAppend(Big(), 1));
        Assert.Equal(3, ReadAllRaw(spool).Count);
    }

    [Fact]
    public void Acknowledge_WholeSegments_DeletesTheirFiles()
    {
        using Spool spool = Open(limit: 64 << 10);
        for (int i = 0; i < 40; i++)
            spool.TryAppend(Big(), 1);
        int before = Directory.GetFiles(spool.Path, "*.seg").Length;

        spool.Acknowledge(40);

        Assert.True(before > 3);
        Assert.Single(Directory.GetFiles(spool.Path, "*.seg"));
        Assert.Equal(0ul, spool.Pending);
    }

    [Fact]
    public void Open_WhileAnotherProcessHoldsIt_MakesAProducerOfItsOwn()
    {
        using Spool first = Open();
        using Spool second = Open();
        Assert.NotEqual(first.Producer, second.Producer);
    }

    [Fact]
    public void Open_AnotherRank_DoesNotTakeItOver()
    {
        string producer;
        using (Spool first = Open())
            producer = first.Producer;
        using Spool other = Spool.Open(_folder.Path, Run, 1, 1 << 20);
        using Spool same = Open();
        Assert.NotEqual(producer, other.Producer);
        Assert.Equal(producer, same.Producer);
    }

    [Fact]
    public void Resume_DaemonKnowsLess_RenumbersWhatIsLeftWithItsSets()
    {
        using Spool spool = Open();
        spool.TryAppend(new ReportRequest { MetricSet = new MetricSet { Id = 1, Names = { "a" } } }, 0);
        spool.TryAppend(Message(1), 1);
        spool.TryAppend(Message(2), 1);
        Assert.True(spool.Resume(0));
        spool.Acknowledge(2);
        string producer = spool.Producer;
        Task all = spool.WhenAcknowledged();

        Assert.False(spool.Resume(0));

        Assert.NotEqual(producer, spool.Producer);
        List<ReportRequest> left = ReadAllRaw(spool);
        Assert.Equal(["a"], left[0].MetricSet.Names);
        Assert.Equal((2ul, "2"), (left[1].Sequence, left[1].Facts.Name));
        Assert.True(spool.Resume(0));
        spool.Acknowledge(2);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Single(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void Resume_DaemonKnowsMoreThanTheSpool_RenumbersOnlyWhatThisProcessLogged()
    {
        using (Spool first = Open())
        {
            first.TryAppend(Message(1), 1);
            first.TryAppend(Message(2), 1);
        }

        // The power went: message 2 reached the daemon and not the disk.
        string segment = Directory.GetFiles(_folder.Path, "*.seg", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(segment);
        File.WriteAllBytes(segment, bytes[..^3]);
        using Spool second = Open();
        second.TryAppend(Message(3), 1);

        Assert.False(second.Resume(2));

        Assert.Equal(["3"], ReadAllRaw(second).Select(request => request.Facts.Name));
    }

    [Fact]
    public void Open_ReplacedFolderStillThere_IsDeletedAndNotSent()
    {
        using (Spool first = Open())
            first.TryAppend(Message(1), 1);
        string old = Directory.GetDirectories(_folder.Path).Single();
        string copy = Path.Combine(_folder.Path, ".old");
        using (Spool spool = Open())
        {
            Directory.CreateDirectory(copy);
            foreach (string file in Directory.GetFiles(old).Where(file => Path.GetFileName(file) != "lock"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            spool.Resume(0);
            spool.Acknowledge(1);
            spool.TryAppend(Message(2), 1);
            Assert.False(spool.Resume(0));
        }

        Directory.Move(copy, old);
        using Spool after = Open();

        Assert.Equal(["2"], ReadAllRaw(after).Select(request => request.Facts.Name));
        Assert.False(Directory.Exists(old));
    }

    private static ReportRequest Message(int number) =>
        new() { Facts = new Facts { Name = number.ToString(System.Globalization.CultureInfo.InvariantCulture) } };

    private static ReportRequest Big() => new() { Facts = new Facts { Name = new string('x', 1_000) } };

    private static List<ReportRequest> ReadAllRaw(Spool spool)
    {
        var read = new List<ReportRequest>();
        spool.Seek(1);
        while (spool.TryReadNext(out SpooledMessage message, out _))
            read.Add(ReportRequest.Parser.ParseFrom(message.Payload));
        return read;
    }

    private static List<(ulong Sequence, int Number, int Samples)> ReadAll(Spool spool)
    {
        var read = new List<(ulong, int, int)>();
        spool.Seek(1);
        while (spool.TryReadNext(out SpooledMessage message, out _))
        {
            ReportRequest request = ReportRequest.Parser.ParseFrom(message.Payload);
            Assert.Equal(message.Sequence, request.Sequence);
            read.Add((message.Sequence, int.Parse(request.Facts.Name, System.Globalization.CultureInfo.InvariantCulture), message.Samples));
        }

        return read;
    }

    private Spool Open(long limit = 1 << 20) => Spool.Open(_folder.Path, Run, 0, limit);
}
