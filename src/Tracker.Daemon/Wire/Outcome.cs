using System.Diagnostics.CodeAnalysis;

namespace Tracker.Daemon.Wire;

/// <summary>What a call gives: its value, or why it was refused.</summary>
internal readonly struct Outcome<T>
    where T : class
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);

    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = _refusal;
        return refusal is null;
    }

    /// <summary>The value, for a gRPC method.</summary>
    /// <exception cref="Grpc.Core.RpcException">It was refused.</exception>
    public T OrThrow() => Succeeded(out var value, out var refusal) ? value : throw Answers.ToException(refusal);
}
