using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Doctor;

/// <summary>What the store takes, and what retention would remove of it.</summary>
internal static class KeepingChecks
{
    public static async Task<IReadOnlyList<Check>> OfAsync(DaemonConnection daemon, CancellationToken cancellationToken)
    {
        try
        {
            var space = await daemon.Runs.GetSpaceAsync(new GetSpaceRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
            var plan = await daemon.Runs.PlanRetentionAsync(new PlanRetentionRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return [Store(space), Retention(plan)];
        }
        catch (RpcException e)
        {
            return [new Check("store", CheckState.Broken, e.Status.Detail)];
        }
    }

    private static Check Store(GetSpaceResponse space)
    {
        var deleted = space.DeletedRuns == 0 ? "" : $", deleted ones that wait for their purge {Words.Bytes(space.DeletedBytes)}";
        return new Check("store", CheckState.Well, $"its file has {Words.Bytes(space.StoreBytes)}; {Words.Step((long)space.Runs)} runs take {Words.Bytes(space.RunBytes)}{deleted}.");
    }

    private static Check Retention(PlanRetentionResponse plan) => new("retention", CheckState.Well, plan switch
    {
        { Rules.Count: 0 } => "off: nothing is removed that nobody deletes.",
        { TotalRuns: 0 } => $"{Rules(plan)}; nothing would be removed now.",
        _ => $"{Rules(plan)}; it would remove {Words.Step((long)plan.TotalRuns)} runs with {Words.Bytes(plan.TotalBytes)} now ('tracker run ls --would-expire').",
    });

    private static string Rules(PlanRetentionResponse plan) => plan.Rules.Count == 1 ? "1 rule" : $"{plan.Rules.Count} rules";
}
