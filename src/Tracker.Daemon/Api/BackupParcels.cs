using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Backup;

namespace Tracker.Daemon.Api;

/// <summary>A stream whose bytes go out as answers of a call, hashed. A slow reader holds it up, and nothing gathers here.</summary>
internal sealed class BackupParcels(IServerStreamWriter<CreateBackupResponse> answers, long expected) : Stream
{
    private const int ParcelBytes = 256 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _parcel = new byte[ParcelBytes];
    private int _filled;
    private long _sent;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _sent + _filled;
        set => throw new NotSupportedException();
    }

    /// <summary>Sends what is left, and what it was.</summary>
    public async Task CloseAsync(BackupDone done, CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken).ConfigureAwait(false);
        var summary = new BackupSummary
        {
            Bytes = (ulong)_sent,
            Runs = (ulong)done.Runs,
            Files = (ulong)done.Files,
            Sha256 = Convert.ToHexStringLower(_hash.GetCurrentHash()),
        };
        await answers.WriteAsync(new CreateBackupResponse { Summary = summary }, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, ParcelBytes - _filled);
            buffer[..taken].CopyTo(_parcel.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == ParcelBytes) await SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_filled == 0) return;
        var answer = new CreateBackupResponse { Part = ByteString.CopyFrom(_parcel, 0, _filled) };
        if (_sent == 0) answer.ExpectedBytes = (ulong)expected;
        _hash.AppendData(_parcel, 0, _filled);
        await answers.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
        _sent += _filled;
        _filled = 0;
    }
}
