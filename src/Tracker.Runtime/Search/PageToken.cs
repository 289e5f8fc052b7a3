using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Search;

/// <summary>Where the next page goes on, as opaque text. It says of which search it is, so that it is never taken for that of another.</summary>
internal sealed record PageToken(Timestamp Now, SearchCursor Cursor)
{
    private const byte Known = 1;
    private const int MarkBytes = 8;
    private const int LongestText = 64 << 10;

    public static string Write(SearchText search, Timestamp now, SearchCursor cursor)
    {
        var writer = new PayloadWriter();
        writer.Byte(Known);
        writer.Bytes(Mark(search));
        writer.Signed(now.Microseconds);
        writer.Signed(cursor.Key);
        writer.Count((ulong)cursor.Values.Length);
        foreach (var value in cursor.Values)
        {
            writer.Byte(value.Number is not null ? (byte)1 : value.Text is not null ? (byte)2 : (byte)0);
            if (value.Number is { } number) writer.Double(number);
            else if (value.Text is { } text) writer.Text(text);
        }

        return Base64Url.EncodeToString(writer.TakeBytes());
    }

    public static Parsed<PageToken> Read(string text, SearchText search)
    {
        var foreign = $"the page token '{(text.Length <= 40 ? text : text[..40] + "...")}' is not one of this daemon: send back nextPageToken as it came.";
        try
        {
            if (text.Length > LongestText || !Base64Url.IsValid(text)) return new Parsed<PageToken>(null, foreign);
            var bytes = Base64Url.DecodeFromChars(text);
            var reader = new PayloadReader(bytes);
            reader.Version(Known);
            if (!reader.Take(MarkBytes).SequenceEqual(Mark(search)))
                return new Parsed<PageToken>(null, "the page token is of another filter or order: ask for the first page again, without a token.");
            var now = new Timestamp(reader.Signed());
            var key = reader.Signed();
            var values = ImmutableArray.CreateBuilder<SortValue>(reader.Length(1));
            while (values.Count < values.Capacity)
            {
                values.Add(reader.Byte() switch
                {
                    0 => default,
                    1 => new SortValue(reader.Double(), null),
                    _ => new SortValue(null, reader.Text()),
                });
            }

            return values.Count == Math.Max(1, search.Order.Length) && reader.Offset == bytes.Length
                ? new PageToken(now, new SearchCursor(values.MoveToImmutable(), key))
                : new Parsed<PageToken>(null, foreign);
        }
        catch (FormatException)
        {
            return new Parsed<PageToken>(null, foreign);
        }
    }

    /// <summary>Told apart, not secured: a forged token shows nothing that the filter does not.</summary>
    private static byte[] Mark(SearchText search) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{search.Deleted}\0{search.Experiment}\0{search.Status}\0{search.Filter}\0{string.Join('\0', search.Order)}"))[..MarkBytes];
}
