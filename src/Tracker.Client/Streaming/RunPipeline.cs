using System.Threading.Channels;
using Google.Protobuf;
using Tracker.Client.Batching;
using Tracker.Client.Connection;
using Tracker.Client.Spooling;
using Tracker.Contracts.V1;

namespace Tracker.Client.Streaming;

/// <summary>What works behind a run: buffer, packer, spool and conversation, and their order of start and end.</summary>
internal sealed class RunPipeline : IAsyncDisposable
{
    // How long the call gets to end by itself after all is acknowledged.
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    // How long a dispose waits for the disk, even where it does not wait for the daemon.
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(5);

    private readonly RunOptions _options;
    private readonly StatusMessages _messages;
    private readonly CommandInbox _commands;
    private readonly CancellationTokenSource _stop = new();
    private readonly Spool? _spool;
    private readonly Packer? _packer;
    private readonly Conversation? _conversation;
    private readonly Task _packing = Task.CompletedTask;
    private readonly Task _reporting = Task.CompletedTask;
    private int _finished;
    private int _closed;

    private RunPipeline(RunOptions options)
    {
        _options = options;
        _messages = new StatusMessages(options.OnMessage);
        Run = FindRun();
        Buffer = new LogBuffer(options.QueueSamples, options.BatchSamples, Counters);
        _commands = new CommandInbox(options, outcome => Buffer.Append(outcome));
        _spool = OpenSpool();
        if (_spool is null)
        {
            Buffer.Close();
            return;
        }

        _commands.AlreadyAnswered(_spool.AnsweredCommands);
        var sets = new MetricSetTable(_spool.KnownSets);
        var drops = new DropReports(Counters, _messages, _spool.Path, options.SpoolLimitBytes);
        _packer = new Packer(options, Buffer, _spool, sets, Counters, drops);
        var inFlight = new InFlight(options.UnacknowledgedMessages, Counters);
        _conversation = new Conversation(options, _spool, _packer, sets, inFlight, _commands, _messages);
        _packing = Task.Run(() => _packer.RunAsync(_stop.Token));
        if (!ServerAddress.TryFind(options.Server, options.DataDirectory, out IReadOnlyList<ServerAddress> addresses, out string? problem))
        {
            _messages.Change("server", "unknown", $"{problem} Samples of run {Run} wait in {_spool.Path}.");
            return;
        }

        var loop = new ReportLoop(options, addresses, MakeHello(), _spool, _conversation, _messages);
        _reporting = Task.Run(() => loop.RunAsync(_stop.Token));
    }

    public string Run { get; }

    public ClientCounters Counters { get; } = new();

    public LogBuffer Buffer { get; }

    public ChannelReader<DeliveredCommand> Commands => _commands.Reader;

    /// <summary>Where the samples wait; null where no disk takes them.</summary>
    public Spool? Spool => _spool;

    public static RunPipeline Start(RunOptions options) => new(options);

    public void Finish(RunStatus status, string reason)
    {
        if (Interlocked.Exchange(ref _finished, 1) == 0)
            Buffer.Append(new Finish { Status = status, Reason = reason });
    }

    public async Task<bool> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_spool is null || _packer is null)
            return false;
        try
        {
            await FlushAsync().WaitAsync(timeout, _options.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }

        async Task FlushAsync()
        {
            await _packer.FlushAsync().ConfigureAwait(false);
            await _spool.WhenAcknowledged().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
            return;
        Buffer.Close();
        _commands.Complete();
        if (_spool is null)
        {
            _stop.Dispose();
            return;
        }

        await Quiet(_packer!.FlushAsync().WaitAsync(DiskTimeout, _options.Time)).ConfigureAwait(false);
        bool all = await FlushAsync(_options.CloseTimeout, CancellationToken.None).ConfigureAwait(false);
        _conversation!.Close();
        if (all)
            await Task.WhenAny(_reporting, Task.Delay(Goodbye, _options.Time, _stop.Token)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(Quiet(_packing), Quiet(_reporting)).ConfigureAwait(false);
        if (!all)
            _messages.Change("left", "left", $"{_spool.Pending} messages of run {Run} are not acknowledged. They stay in {_spool.Path} "
                + "and are sent when a trainer of this run starts again with this spool.");
        if (all && _finished == 1)
            _spool.Delete();
        else
            _spool.Dispose();
        _stop.Dispose();
    }

    private static async Task Quiet(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
        }
    }

    private string FindRun()
    {
        if (_options.Run is { } given)
            return given;
        string? variable = Environment.GetEnvironmentVariable(RunIds.Variable);
        if (RunIds.IsValid(variable))
            return variable!;
        string made = RunIds.New(_options.Time);
        if (!string.IsNullOrEmpty(variable))
            _messages.Change("run", "bad", $"{RunIds.Variable} is not 32 lower-case hexadecimal digits: this is run {made}.");
        return made;
    }

    // A read-only home must not keep a trainer from reporting, so the temporary folder is the second choice.
    private Spool? OpenSpool()
    {
        string wanted = _options.SpoolDirectory ?? Path.Combine(_options.DataDirectory ?? DataDirectory.Default, "spool", Run);
        string second = Path.Combine(Path.GetTempPath(), "tracker-spool-" + Environment.UserName, Run);
        if (TryOpen(wanted, out string? problem) is { } spool)
            return spool;
        if (TryOpen(second, out _) is { } temporary)
        {
            _messages.Change("spool", "second", $"The spool {wanted} cannot be used ({problem}): samples wait in {second} instead.");
            return temporary;
        }

        _messages.Change("spool", "none", $"The spool {wanted} cannot be used ({problem}): nothing of run {Run} is reported.");
        return null;
    }

    private Spool? TryOpen(string parent, out string? problem)
    {
        try
        {
            problem = null;
            return Spool.Open(parent, Run, _options.Rank, _options.SpoolLimitBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            problem = exception.Message.TrimEnd('.');
            return null;
        }
    }

    private Hello MakeHello()
    {
        var hello = new Hello
        {
            Run = Run,
            Attempt = (uint)_options.Attempt,
            Rank = (uint)_options.Rank,
            WorldSize = (uint)_options.WorldSize,
            Facts = _options.Facts?.Clone() ?? new Facts(),
            UserAgent = _options.UserAgent ?? Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "tracker-client",
        };
        if (_options.Name is not null)
            hello.Facts.Name = _options.Name;
        if (_options.Experiment is not null)
            hello.Facts.Experiment = _options.Experiment;
        return hello;
    }
}
