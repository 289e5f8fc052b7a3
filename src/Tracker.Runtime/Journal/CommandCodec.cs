using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>An order as it is stored within entries and events.</summary>
internal static class CommandCodec
{
    public static void Write(PayloadWriter writer, RunCommand command)
    {
        writer.Id(command.Id.Value);
        writer.Text(command.Name);
        writer.TextMap(command.Arguments);
        writer.Signed(command.Attempt);
        writer.OptionalSigned(command.ExpiresAt?.Microseconds);
    }

    public static RunCommand Read(ref PayloadReader reader) => new(
        new CommandId(reader.Id()),
        reader.Text(),
        reader.TextMap(),
        reader.Int32(),
        reader.OptionalSigned() is { } expires ? new Timestamp(expires) : null);
}
