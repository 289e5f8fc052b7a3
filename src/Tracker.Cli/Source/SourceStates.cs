using Google.Protobuf;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Source;

/// <summary>The state of the source code in a folder, as git tells it.</summary>
internal static class SourceStates
{
    private const int MostDiffBytes = 256 << 10;
    private const int MostLineBytes = 4 << 10;
    private const int MostStatusBytes = 1 << 20;

    /// <param name="folder">Anywhere in the working tree.</param>
    /// <param name="withDiff">With what differs from the commit.</param>
    /// <param name="cancellationToken">Ends the wait for git.</param>
    /// <returns>Null where the folder is in no working tree, or there is no git.</returns>
    public static async Task<SourceState?> OfAsync(string folder, bool withDiff, CancellationToken cancellationToken)
    {
        if (await LineAsync("rev-parse", "--show-toplevel").ConfigureAwait(false) is not { Length: > 0 } root) return null;
        var state = new SourceState
        {
            Root = root,
            Revision = await LineAsync("rev-parse", "--verify", "--quiet", "HEAD").ConfigureAwait(false) ?? "",
            Branch = await LineAsync("symbolic-ref", "--short", "--quiet", "HEAD").ConfigureAwait(false) ?? "",
            Remote = WithoutCredentials(await LineAsync("remote", "get-url", "origin").ConfigureAwait(false) ?? ""),
        };
        var status = await Git.AskAsync(root, MostStatusBytes, cancellationToken, "status", "--porcelain", "-z").ConfigureAwait(false);
        state.Dirty = status is null or { Output.Length: > 0 };
        if (withDiff && state.Revision.Length > 0
            && await Git.AskAsync(root, MostDiffBytes, cancellationToken, "diff", "HEAD", "--no-color", "--no-ext-diff", "--no-textconv").ConfigureAwait(false) is { } diff)
        {
            state.Diff = UnsafeByteOperations.UnsafeWrap(diff.Output);
            state.DiffLeftOut = diff.LeftOut;
        }

        return state;

        async Task<string?> LineAsync(params string[] arguments) =>
            (await Git.AskAsync(folder, MostLineBytes, cancellationToken, arguments).ConfigureAwait(false))?.Line;
    }

    /// <summary>A password in an address never leaves this machine's configuration; the daemon takes out what comes all the same.</summary>
    private static string WithoutCredentials(string remote) =>
        Uri.TryCreate(remote, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 && remote.Contains("://", StringComparison.Ordinal)
            ? remote.Replace(address.UserInfo + "@", "", StringComparison.Ordinal)
            : remote;
}
