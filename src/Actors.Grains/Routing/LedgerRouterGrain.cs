using System.Globalization;
using Actors.Abstractions.Subjects;
using Actors.Ledger;
using Actors.Streaming;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Actors.Grains.Routing;

/// <summary>
/// Consumer of one ledger stream: gives each subject its slice of the page and awaits all, except those that keep it waiting.
/// </summary>
/// <remarks>
/// What this activation claims, and writes as checkpoint: every entry up to <c>handedTo</c> was answered by every subject it
/// concerns, except the subjects in <c>owed</c>, and what any of them gathers lies at or after where the checkpoint says. It starts from the claim of the last checkpoint and covers whatever lies between
/// that and the first page by reading the ledger itself, so the claim never rests on what an activation before it was
/// given. Pages that come twice, late or from a second receiver change nothing.
/// <para>A subject that fails or is slow keeps nobody waiting: its slices collapse into one nudge, repeated with growing pauses.</para>
/// </remarks>
[GrainType("ledger-router")]
[PreferLocalPlacement]
[ImplicitStreamSubscription(LedgerStreams.Namespace)]
public sealed partial class LedgerRouterGrain(
    ILedger ledger,
    ISubjectExpander expander,
    IGatheredEntries gathered,
    IOptions<RouterOptions> options,
    RouterInstruments instruments,
    TimeProvider time,
    ILogger<LedgerRouterGrain> logger)
    : Grain, ILedgerRouterGrain, IStreamSubscriptionObserver, IAsyncObserver<LedgerPageEvent>
{
    private static readonly TimeSpan TimerPeriod = TimeSpan.FromMilliseconds(50);
    private readonly RouterOptions options = options.Value;
    private int partition;
    private bool started;

    // Everything up to here was handed over; pages at or below it are repetitions.
    private long handedTo;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        partition = int.Parse(this.GetPrimaryKeyString(), NumberStyles.None, CultureInfo.InvariantCulture);
        this.RegisterGrainTimer(OnTimerAsync, new GrainTimerCreationOptions(TimerPeriod, TimerPeriod) { Interleave = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.BehindChanged(-owed.Count);
        if (started)
        {
            await WriteCheckpointAsync(cancellationToken);
        }
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<LedgerPageEvent>().ResumeAsync(this);

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(logger, partition, ex);
        return Task.CompletedTask;
    }

    public Task<RouterStatus> GetStatusAsync() =>
        Task.FromResult(new RouterStatus(started, handedTo, writtenPosition, [.. owed.Select(lane => lane.Target.Subject)], lanes.Count));

    public async Task OnNextAsync(LedgerPageEvent item, StreamSequenceToken? token = null)
    {
        await StartAsync();
        await WaitUntilFewAreBehindAsync();
        while (handedTo < item.After)
        {
            await RouteMissedAsync(item.After);
        }

        if (item.To > handedTo)
        {
            await RouteAsync(item.To, item.Entries.Where(entry => entry.Position > handedTo).Select(ToSliceEntry).ToArray());
        }

        static SliceEntry ToSliceEntry(LedgerPageEntry entry) =>
            new(entry.Position, new DateTimeOffset(entry.RecordedAtTicks, TimeSpan.Zero), entry.Kind, entry.Terms, entry.Effects);
    }

    private async Task StartAsync()
    {
        if (started)
        {
            return;
        }

        var checkpoint = await ledger.ReadCheckpointAsync(partition, CancellationToken.None) ?? new DeliveryCheckpoint(partition, 0, []);
        handedTo = writtenPosition = floor = checkpoint.Position;
        foreach (var subject in checkpoint.Behind)
        {
            var lane = LaneOf(expander.Target(subject));
            lane.Owe(checkpoint.Position);
            Owed(lane);
        }

        gatheredUnread = checkpoint.GatheredFrom;
        gatheredUnreadTo = checkpoint.Position;
        writtenGatheredFrom = checkpoint.GatheredFrom;
        started = true;
        LogStarted(logger, partition, handedTo, owed.Count);
    }

    /// <summary>Entries between the checkpoint, or the last page, and the page that came: handed to an activation that died before it
    /// could say so.</summary>
    private async Task RouteMissedAsync(long upTo)
    {
        var missed = await ledger.ReadAsync(partition, handedTo, upTo, MissedPageEntries, EntryParts.Effects, CancellationToken.None);
        if (missed.Entries.Count == 0)
        {
            throw new InvalidOperationException(
                $"Partition {partition}: a page starts after position {upTo}, but the ledger has no entry past {handedTo}.");
        }

        LogMissed(logger, partition, handedTo, missed.Entries[^1].Address.Position);
        await RouteAsync(missed.Entries[^1].Address.Position, missed.Entries.Select(SliceEntries.Of).ToArray());
    }

    private async Task RouteAsync(long to, SliceEntry[] entries)
    {
        using var activity = LedgerStreamInstruments.ActivitySource.StartActivity("ledger page");
        activity?.SetTag("partition", partition).SetTag("after", handedTo).SetTag("to", to).SetTag("entries", entries.Length);

        await ExpandAsync(entries);
        var slices = Slice(to, entries);
        activity?.SetTag("subjects", slices.Count);

        var answers = new PageAnswers(time);
        foreach (var lane in slices)
        {
            answers.Expect();
            _ = HandOverAsync(lane, lane.TakeSlice(partition, to), answers);
        }

        if (!await answers.WaitAsync(options.Patience, options.MaxPageTime))
        {
            var slow = slices.Where(lane => lane.InFlight).ToList();
            foreach (var lane in slow)
            {
                lane.Owe(to);
                Owed(lane);
                LogSlow(logger, partition, lane.Target.Subject, to);
            }

            if (slow.Count > 0)
            {
                LogSlowPage(logger, partition, slow.Count, to, slow[0].Target.Subject);
            }
        }

        handedTo = to;
        if (lanes.Count > options.MaxTrackedSubjects)
        {
            ForgetQuietLanes();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: routing starts after position {Position}, {Behind} subjects are behind.")]
    private static partial void LogStarted(ILogger logger, int partition, long position, int behind);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: entries after {After} up to {To} were not on a page; read from the ledger.")]
    private static partial void LogMissed(ILogger logger, int partition, long after, long to);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Partition {Partition}: {Subject} has not answered the page up to {To}; the others go on.")]
    private static partial void LogSlow(ILogger logger, int partition, string subject, long to);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition}: {Count} subjects have not answered the page up to {To}, {Subject} among them; the others go on.")]
    private static partial void LogSlowPage(ILogger logger, int partition, int count, long to, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: the stream reports an error; the page will come again.")]
    private static partial void LogStreamError(ILogger logger, int partition, Exception exception);
}
