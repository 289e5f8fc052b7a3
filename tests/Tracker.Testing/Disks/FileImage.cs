namespace Tracker.Testing.Disks;

/// <summary>What of a file is on the disk's platter, and what is only in the system's memory.</summary>
internal sealed class FileImage(byte[] durable)
{
    private readonly Lock _lock = new();
    private readonly List<Change> _waiting = [];
    private byte[] _durable = durable;

    public void Wrote(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _waiting.Add(new Change(offset, bytes.ToArray()));
    }

    public void Truncated(long length)
    {
        lock (_lock) _waiting.Add(new Change(length, null));
    }

    /// <summary>
    /// A flush that fails is the last that is heard of what waited: Linux marks the pages as clean, and a later flush that goes well
    /// says nothing of them.
    /// </summary>
    public void Synced(bool well)
    {
        lock (_lock)
        {
            if (well) _waiting.ForEach(change => change.Apply(ref _durable));
            _waiting.Clear();
        }
    }

    /// <summary>The flushed bytes, and each of the others or not; a write may have got only halfway.</summary>
    public byte[] AfterPowerLoss(Random chance)
    {
        lock (_lock)
        {
            var bytes = (byte[])_durable.Clone();
            foreach (var change in _waiting)
            {
                switch (chance.Next(3))
                {
                    case 0:
                        change.Apply(ref bytes);
                        break;
                    case 1 when change.Bytes is { Length: > 0 } whole:
                        new Change(change.Offset, whole[..chance.Next(whole.Length)]).Apply(ref bytes);
                        break;
                }
            }

            return bytes;
        }
    }

    private sealed record Change(long Offset, byte[]? Bytes)
    {
        public void Apply(ref byte[] file)
        {
            if (Bytes is null)
            {
                if (Offset < file.Length) Array.Resize(ref file, (int)Offset);
                return;
            }

            if (file.Length < Offset + Bytes.Length) Array.Resize(ref file, (int)(Offset + Bytes.Length));
            Bytes.CopyTo(file, (int)Offset);
        }
    }
}
