using System.Collections.Immutable;
using System.Globalization;
using Actors.Abstractions.Intake;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Actors.Grains.Notifications;

/// <summary>
/// The one writer of the notification partition. While one commit runs, arriving requests form the next batch. Two activations cannot both
/// write (the ledger checks the head), and a subject cannot speak twice (its fence names its last notification).
/// </summary>
[Reentrant]
[GrainType("notification-partition")]
internal sealed partial class NotificationPartitionGrain : Grain, INotificationPartitionGrain, IDisposable
{
    private const int MaxBatch = 500;
    private const int MaxWaiting = 20_000;
    private const int MaxAttempts = 8;

    private readonly ILedger ledger;
    private readonly ILogger<NotificationPartitionGrain> logger;
    private readonly Queue<Pending> waiting = new();
    private readonly CancellationTokenSource stopping = new();

    // Taken once: the pump may still run when the source is disposed of, and then finds the token cancelled.
    private readonly CancellationToken stopped;
    private bool pumping;
    private long? head;

    public NotificationPartitionGrain(ILedger ledger, ILogger<NotificationPartitionGrain> logger) =>
        (this.ledger, this.logger, stopped) = (ledger, logger, stopping.Token);

    public void Dispose() => stopping.Dispose();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        while (waiting.TryDequeue(out var pending))
        {
            pending.Answer.TrySetException(Busy("The notification partition is moving to another silo."));
        }
    }

    public Task<NotificationAnswer> AppendAsync(NotificationRequest request)
    {
        if (waiting.Count >= MaxWaiting)
        {
            throw Busy($"The notification partition has {waiting.Count} requests waiting.");
        }

        return EnqueueAsync(new Pending(request.Subject, (first, entries) => Compose(request, first, entries)));
    }

    public Task AppendPolicySummaryAsync(PolicySummary summary) =>
        EnqueueAsync(new Pending(SummaryKey(summary), (first, entries) => entries.Add(ComposeSummary(summary, first))));

    private static string SummaryKey(PolicySummary summary) => string.Create(CultureInfo.InvariantCulture, $"policy@{summary.Control}");

    private Task<NotificationAnswer> EnqueueAsync(Pending pending)
    {
        waiting.Enqueue(pending);
        if (!pumping)
        {
            pumping = true;
            PumpAsync().Ignore();
        }

        return pending.Answer.Task;
    }

    private static ServiceBusyException Busy(string message) => new(message, retryAfterSeconds: 1);

    private async Task PumpAsync()
    {
        try
        {
            // Everything that called while this turn was starting belongs to the first batch.
            await Task.Yield();
            while (waiting.Count > 0)
            {
                var batch = new List<Pending>(Math.Min(waiting.Count, MaxBatch));
                while (batch.Count < MaxBatch && waiting.TryDequeue(out var pending))
                {
                    batch.Add(pending);
                }

                await CommitAsync(batch);
            }
        }
        finally
        {
            pumping = false;
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        try
        {
            await WriteAsync(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Also where the outcome is not known: the subjects read their fence again before they say anything.
            head = null;
            if (failure is not (LedgerUnavailableException or OperationCanceledException or ServiceBusyException))
            {
                Log.Failed(logger, batch.Count, failure);
            }

            var answer = failure is LedgerUnavailableException or OperationCanceledException
                ? LedgerAway.Busy(failure, "whether this was notified is not known")
                : failure;
            foreach (var pending in batch)
            {
                pending.Answer.TrySetException(answer);
            }
        }
    }

    private async Task WriteAsync(List<Pending> batch)
    {
        for (var moved = 0; batch.Count > 0;)
        {
            head ??= (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, stopped)).Position;
            var entries = new List<NewEntry>();
            var firsts = new long[batch.Count];
            for (var i = 0; i < batch.Count; i++)
            {
                firsts[i] = head.Value + entries.Count + 1;
                batch[i].Compose(firsts[i], entries);
            }

            var outcome = await ledger.AppendAsync(
                new AppendRequest { Partition = LedgerPartitions.Notifications, ExpectedHead = head.Value, BatchId = Guid.NewGuid(), Entries = entries },
                stopped);
            switch (outcome)
            {
                case AppendOutcome.Committed:
                    head += entries.Count;
                    for (var i = 0; i < batch.Count; i++)
                    {
                        batch[i].Answer.TrySetResult(new NotificationAnswer(firsts[i]));
                    }

                    return;
                case AppendOutcome.Fenced fenced:
                    Log.Fenced(logger, fenced.Key);
                    Refuse(batch, fenced.Key);
                    break;
                case AppendOutcome.HeadMoved when ++moved < MaxAttempts:
                    head = null;
                    break;
                default:
                    DeactivateOnIdle();
                    throw Busy($"The notification partition has another writer ({outcome}).");
            }
        }
    }

    /// <summary>The first request under the fence is refused; one that came after it may hold now, or is refused in its turn.</summary>
    private static void Refuse(List<Pending> batch, string key)
    {
        var refused = batch.FindIndex(p => p.FenceKey == key);
        batch[refused].Answer.TrySetResult(new NotificationAnswer(null));
        batch.RemoveAt(refused);
    }

    private static void Compose(NotificationRequest request, long first, List<NewEntry> entries)
    {
        var decision = DecisionJson.Read(request.Decision.Span);
        if (!LedgerVector.TryParse(request.Vector, out var vector))
        {
            throw new FormatException($"'{request.Vector}' of {request.Subject} is no ledger vector.");
        }

        var positions = vector.Positions.ToImmutableSortedDictionary();
        var state = NotificationState.Read(request.State);
        for (var i = 0; i < request.Drafts.Count; i++)
        {
            var draft = DraftForm.FromWire(request.Drafts[i]);
            state = state.With(draft.Changes, first + i);
            var last = i == request.Drafts.Count - 1;
            entries.Add(new NewEntry
            {
                Kind = (byte)EntryKind.Notification,
                Subjects = [request.Subject],
                Effects = NotificationJson.Write(draft.At(first + i, decision, positions)),
                Report = last ? NotificationRecord.Write(request.Decision.Span, state.Write(), request.Previous.Span) : ReadOnlyMemory<byte>.Empty,
                Fence = last ? new Fence(request.Subject, request.ExpectedPosition, vector) : null,
            });
        }
    }

    private static NewEntry ComposeSummary(PolicySummary summary, long position) => new()
    {
        Kind = (byte)EntryKind.Notification,
        Subjects = [SubjectId.World.ToString()],
        Effects = NotificationJson.Write(new Notification
        {
            Position = position,
            Kind = NotificationKind.ImportSummary,
            Subject = SubjectId.World,
            At = summary.At,
            Text = summary.Text,
            Policy = summary.Policy,
        }),
        Report = ReadOnlyMemory<byte>.Empty,
        Fence = new Fence(SummaryKey(summary), 0, LedgerVector.Zero),
    };

    private sealed record Pending(string FenceKey, Action<long, List<NewEntry>> Compose)
    {
        public TaskCompletionSource<NotificationAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Somebody else spoke for {Subject}; what it has to say is decided again")]
        public static partial void Fenced(ILogger logger, string subject);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} requests could not be written to the notification partition")]
        public static partial void Failed(ILogger logger, int count, Exception exception);
    }
}
