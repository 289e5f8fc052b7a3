namespace Tracker.Daemon.Access;

/// <summary>
/// Whoever reaches the daemon may call this: reporting and reading. An endpoint without it makes the daemon act, and needs
/// <see cref="AccessGate">permission to control</see>; so what somebody forgets to declare stays closed.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class OpenAttribute : Attribute;
