using System.Formats.Tar;
using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Source;

/// <summary>Sends the code of a folder to the daemon as it stands now.</summary>
internal static class SnapshotUpload
{
    /// <exception cref="RpcException">The daemon refuses it; its sentence says why.</exception>
    public static async Task<UploadSnapshotResponse> SendAsync(JobsService.JobsServiceClient jobs, SnapshotFiles files, CancellationToken cancellationToken)
    {
        using var call = jobs.UploadSnapshot(cancellationToken: cancellationToken);
        try
        {
            var stream = new PartsStream(call.RequestStream);
            var buffer = new BufferedStream(stream, 256 << 10);
            await using (buffer.ConfigureAwait(false))
            {
                var archive = new TarWriter(buffer, TarEntryFormat.Pax, leaveOpen: true);
                await using (archive.ConfigureAwait(false))
                {
                    foreach (var name in files.Names)
                        await archive.WriteEntryAsync(Path.Combine(files.Root, name), name, cancellationToken).ConfigureAwait(false);
                }
            }

            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Where the daemon refused in the midst of it, its answer says why; else this is the answer.
        }

        return await call.ResponseAsync.ConfigureAwait(false);
    }

    /// <summary>Each write is a part.</summary>
    private sealed class PartsStream(IClientStreamWriter<UploadSnapshotRequest> parts) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (var at = 0; at < buffer.Length; at += 256 << 10)
            {
                var part = buffer.Slice(at, Math.Min(256 << 10, buffer.Length - at));
                await parts.WriteAsync(new UploadSnapshotRequest { Data = ByteString.CopyFrom(part.Span) }, cancellationToken).ConfigureAwait(false);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
