namespace Tracker.Replay.Readers;

/// <summary>A stack of up to 64 yes and no.</summary>
internal sealed class BitStack
{
    private ulong _bits;

    public int Count { get; private set; }

    public bool Peek => (_bits & 1) != 0;

    public void Push(bool bit)
    {
        _bits = (_bits << 1) | (bit ? 1UL : 0UL);
        Count++;
    }

    public void Pop()
    {
        _bits >>= 1;
        Count--;
    }
}
