using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>What a trainer says beside samples: phases, alerts of its own, a profile of its data; and what a person says over it.</summary>
public sealed class TrainerWordsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PhaseAlertAndProfile_OnTheStream_AreShownAndSurviveARestart()
    {
        await using var host = await DaemonHost.StartAsync();
        var (run, producer) = (Trainer.NewId(), Trainer.NewId());
        using (var trainer = await Trainer.GreetAsync(host.Open(), run, producer, hello => hello.Facts = new Facts { Profile = { ["imbalance-ratio"] = 12.5 } }))
        {
            await trainer.GreetedAsync();
            await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
            await trainer.SendAsync(Trainer.Rows(2, 1, 0, 2.3, 2.2));
            await trainer.SendAsync(new ReportRequest { Sequence = 3, Phase = new Phase { Name = "unfreeze", Step = 2 } });
            await trainer.SendAsync(new ReportRequest { Sequence = 4, Alert = new TrainerAlert { Title = "odd batch", Text = "all of one class", Severity = Severity.Warning, Step = 2 } });
            await trainer.SendAsync(new ReportRequest { Sequence = 4, Alert = new TrainerAlert { Title = "again", Severity = Severity.Warning } });
            await trainer.SendAsync(Trainer.Rows(5, 1, 2, 2.1));
            Assert.DoesNotContain(await trainer.AcknowledgedAsync(5), answer => answer.BodyCase == ReportResponse.BodyOneofCase.Rejection);
            await trainer.CloseAsync();
            await trainer.EndAsync();
        }

        for (var restarted = false; ; restarted = true)
        {
            var shown = await new RunsService.RunsServiceClient(host.Open()).GetRunAsync(new GetRunRequest { Run = run }, cancellationToken: Stop);
            Assert.Equal(("unfreeze", 2L), (shown.Run.Phase, shown.Run.PhaseStep));
            Assert.Equal(12.5, shown.Facts.Profile["imbalance-ratio"]);
            var alert = Assert.Single(shown.Alerts);
            Assert.Equal(("trainer", "odd batch", "odd batch: all of one class", 2L), (alert.Detector, alert.Title, alert.Message, alert.Step));
            if (restarted) return;
            await host.StopAsync();
            await host.StartAgainAsync();
        }
    }

    [Fact]
    public async Task SetRunFacts_ByHand_NeedsControlAndStandsOverWhatIsTold()
    {
        await using var host = await DaemonHost.StartAsync();
        var ingest = new IngestService.IngestServiceClient(host.Open());
        var run = (await ingest.CreateRunAsync(new CreateRunRequest { Facts = new Facts { Name = "mine", NumClasses = 3 } }, cancellationToken: Stop)).Run;
        await ingest.LogMetricsAsync(new LogMetricsRequest { Run = run, Metrics = { ["rollout/ep_rew_mean"] = 1, ["train/loss"] = 1 } }, cancellationToken: Stop);
        var request = new SetRunFactsRequest { Run = "mine", Facts = new Facts { Kind = TrainingKind.Supervised, NumClasses = 10 } };

        var open = new RunsService.RunsServiceClient(host.Open());
        var inferred = (await open.GetRunAsync(new GetRunRequest { Run = run }, cancellationToken: Stop)).Run;
        Assert.Equal((TrainingKind.PolicyGradient, "rollout/ep_rew_mean"), (inferred.InferredKind, inferred.KindInferredFrom));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await open.SetRunFactsAsync(request, cancellationToken: Stop));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);

        var set = await new RunsService.RunsServiceClient(host.OverSocket()).SetRunFactsAsync(request, cancellationToken: Stop);
        Assert.Equal((TrainingKind.Supervised, ""), (set.Run.Kind, set.Run.KindInferredFrom));
        Assert.Equal(new Facts { Kind = TrainingKind.Supervised, NumClasses = 10 }, set.FactsByHand);

        await ingest.SetFactsAsync(new SetFactsRequest { Run = run, Facts = new Facts { NumClasses = 4, BatchSize = 8 } }, cancellationToken: Stop);
        var shown = await open.GetRunAsync(new GetRunRequest { Run = run }, cancellationToken: Stop);
        Assert.Equal((10u, 8u, TrainingKind.Supervised), (shown.Facts.NumClasses, shown.Facts.BatchSize, shown.Facts.Kind));
        Assert.Equal(set.FactsByHand, shown.FactsByHand);
    }
}
