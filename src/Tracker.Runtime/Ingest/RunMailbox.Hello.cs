using Tracker.Core.Monitoring;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>How a trainer comes in.</summary>
internal sealed partial class RunMailbox
{
    private readonly List<HelloRequest> _waitingForRow = [];
    private readonly List<HelloRequest> _inCommit = [];

    private async ValueTask OnHelloAsync(HelloRequest request)
    {
        var hello = request.Hello;
        if (Refuse(hello) is { } refusal)
        {
            request.Answer.TrySetResult(new HelloResult(0, [], refusal));
            return;
        }

        if (!await EnsureOpenAsync().ConfigureAwait(false) || !await EnsureMadeAsync(null).ConfigureAwait(false))
        {
            if (_broken.Outcome == WriteOutcome.Refused) request.Answer.TrySetResult(new HelloResult(0, [], _broken.Reason));
            else request.Answer.TrySetException(new StoreException(_broken.Reason));
            return;
        }

        if (_admission!.SetAttempt(hello.Producer, hello.Attempt) is { } tooMany)
        {
            _services.Instruments.Refused(tooMany.Code, 0);
            request.Answer.TrySetResult(new HelloResult(0, [], tooMany.Sentence));
            return;
        }

        var known = _admission.Facts.With(hello.Facts);
        // Only what adds something is judged: a run that was told more by an earlier Tracker goes on.
        if (known != _admission.Facts && InputRules.CheckAll(_run, known, _services.Limits) is { } tooMuch)
        {
            _services.Instruments.Refused(tooMuch.Code, 0);
            request.Answer.TrySetResult(new HelloResult(0, [], tooMuch.Sentence));
            return;
        }

        // What was held came on a stream that is gone: the producer sends it again from the answer on.
        var held = _admission.Held;
        _admission.DropHeld(hello.Producer, _dropped);
        _services.Instruments.HeldChanged(_admission.Held - held);
        AskAgainForDropped();

        var now = Now();
        request.NeedsRow = _judge.Position == 0 || hello.Attempt > _attempt || known != _admission.Facts;
        if (hello.Attempt > _attempt)
        {
            _attempt = hello.Attempt;
            _forming.Add(new MarkInput(default, MarkKind.Attempt, hello.Attempt, ""), now);
        }

        if (known != _admission.Facts)
        {
            _admission.Facts = known;
            _forming.Add(new FactsInput(default, hello.Producer, 0, hello.Facts), now);
        }

        _forming.Hellos.Add(request);
    }

    private string? Refuse(Hello hello)
    {
        if (hello.Attempt < 0) return $"Attempt {hello.Attempt} of run {_run}: attempts are counted from 1.";
        if (hello.Rank < 0 || (hello.WorldSize > 0 && hello.Rank >= hello.WorldSize))
            return $"Rank {hello.Rank} of run {_run} is none of {hello.WorldSize}: ranks are counted from 0.";
        return InputRules.Check(hello.Facts, _services.Limits)?.Sentence;
    }

    private void Answer(HelloRequest request)
    {
        try
        {
            request.Answer.TrySetResult(
                new HelloResult(_durable.GetValueOrDefault(request.Hello.Producer), _judge.Describe().PendingCommands, null));
        }
        // The one who asks is told; the run goes on.
        catch (Exception error)
        {
            request.Answer.TrySetException(error);
        }
    }

    private void AskAgainForDropped()
    {
        foreach (var submission in _dropped)
        {
            Unhold(submission, AdmissionKind.Resend);
            AskAgain(submission);
        }

        _dropped.Clear();
    }
}
