using Actors.Abstractions.Notifications;
using Actors.Abstractions.Webhooks;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Webhooks;

/// <summary>The loop that reads and posts.</summary>
internal sealed partial class WebhookGrain
{
    private const int PageSize = 100;

    /// <summary>Deliveries and time after which the cursor is stored while all goes well; what is between is posted again after a crash.</summary>
    private const int MaxUnsaved = 50;
    private static readonly TimeSpan LongestUnsaved = TimeSpan.FromMilliseconds(500);

    /// <summary>Given-up notifications kept; a webhook with more of them pauses.</summary>
    private const int MaxDeadLetters = 10_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryReading = TimeSpan.FromMilliseconds(500);

    private readonly Queue<NotificationItem> queue = new();
    private CancellationTokenSource? waiting;

    /// <summary>Read up to here: the cursor, or beyond it where nothing matched.</summary>
    private long read;
    private int unsaved;
    private long savedAt;

    private void StartPump()
    {
        if (pump.IsCompleted && !stopping.IsCancellationRequested && loaded is { State: { Spec: not null, Paused: null } })
        {
            pump = PumpAsync(loaded);
        }
    }

    /// <summary>Ends a wait of the loop, so that it looks at the state again.</summary>
    private void Interrupt() => waiting?.Cancel();

    private async Task PumpAsync(WebhookStore store)
    {
        await Task.Yield();
        queue.Clear();
        read = store.State.Cursor;
        savedAt = time.GetTimestamp();
        while (!stopping.IsCancellationRequested && store.State is { Spec: not null, Paused: null })
        {
            try
            {
                await StepAsync(store, store.State.Spec);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The ledger or the storage is away, or another activation stored something: positions make the next try exact.
                Log.Failed(logger, Id, failure);
                await WaitAsync(token => Task.Delay(RetryReading, time, token));
            }
        }

        // What was delivered since is not to be posted again by whoever goes on.
        await changing.WaitAsync(CancellationToken.None);
        try
        {
            if (unsaved > 0 && store.State.Spec is not null && !storageFailed)
            {
                await SaveUnderLockAsync(store);
            }
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task StepAsync(WebhookStore store, WebhookSpec spec)
    {
        if (store.State.DeadLetters.Find(d => d.Waiting) is { } letter)
        {
            await RedeliverAsync(store, spec, letter);
        }
        else if (RetryPause.Left(store.State.NextAttempt, time.GetUtcNow(), services.Options) is var wait && wait > TimeSpan.Zero)
        {
            await WaitAsync(token => Task.Delay(wait, time, token));
        }
        else if (queue.TryPeek(out var item))
        {
            await DeliverAsync(store, spec, item);
        }
        else
        {
            await ReadOnAsync(store, spec);
        }
    }

    private async Task ReadOnAsync(WebhookStore store, WebhookSpec spec)
    {
        var page = await Reader.ReadAsync(read, PageSize, spec.Filter);
        read = page.To;
        foreach (var item in page.Items)
        {
            queue.Enqueue(item);
        }

        if (queue.Count == 0 && page.To >= page.Head)
        {
            if (unsaved > 0)
            {
                await KeepAsync();
            }

            await WaitAsync(token => feed.WaitAsync(read, LongestWait, token));
        }
    }

    private async Task DeliverAsync(WebhookStore store, WebhookSpec spec, NotificationItem item)
    {
        var attempt = store.State.Attempts + 1;
        var outcome = await services.Poster.PostAsync(Id, spec.Url, spec.Secret, item, attempt, stopping.Token);
        services.Instruments.Posted(outcome.Taken);
        await changing.WaitAsync(stopping.Token);
        try
        {
            var state = store.State;
            if (state.Spec is null)
            {
                return;
            }

            state.LastError = outcome.Error;
            if (outcome.Taken || attempt >= services.Options.MaxAttempts)
            {
                queue.Dequeue();
                await DecideAsync(store, item.Position, attempt, outcome);
            }
            else
            {
                state.Attempts = attempt;
                state.NextAttempt = time.GetUtcNow() + RetryPause.After(attempt, Random.Shared.NextDouble(), outcome.RetryAfter, services.Options);
                state.Paused = outcome.Gone ? "The receiver answered 410: it wants no more." : state.Paused;
            }

            unsaved++;
            if (!outcome.Taken || unsaved >= MaxUnsaved || time.GetElapsedTime(savedAt) > LongestUnsaved)
            {
                await SaveUnderLockAsync(store);
            }
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>A notification is delivered or given up: the next one is due.</summary>
    private async Task DecideAsync(WebhookStore store, long position, int attempts, PostOutcome outcome)
    {
        var (state, now) = (store.State, time.GetUtcNow());
        (state.Cursor, state.Attempts, state.NextAttempt) = (position, 0, null);
        if (outcome.Taken)
        {
            state.Delivered++;
        }
        else
        {
            services.Instruments.GivenUp();
            Log.GivenUp(logger, Id, position, attempts, outcome.Error);
            state.DeadLetters.Add(new DeadLetter(position, now, attempts, outcome.Status, outcome.Error, Waiting: false));
            state.Paused = state.DeadLetters.Count >= MaxDeadLetters ? $"{MaxDeadLetters} notifications were given up; have them delivered or make another webhook." : state.Paused;
        }

        await store.RecordAsync(number => new DeliveryRecord(number, position, now, attempts, outcome.Taken, outcome.Status, outcome.Error, outcome.Milliseconds));
    }

    /// <summary>One more attempt for what was given up.</summary>
    private async Task RedeliverAsync(WebhookStore store, WebhookSpec spec, DeadLetter letter)
    {
        var page = await Reader.ReadAsync(letter.Position - 1, 1, NotificationFilter.All);
        var outcome = page.Items is [var item] && item.Position == letter.Position
            ? await services.Poster.PostAsync(Id, spec.Url, spec.Secret, item, letter.Attempts + 1, stopping.Token)
            : new PostOutcome(false, null, "The notification is no longer there.", null, false, 0);
        services.Instruments.Posted(outcome.Taken);
        await changing.WaitAsync(stopping.Token);
        try
        {
            var (state, attempts, now) = (store.State, letter.Attempts + 1, time.GetUtcNow());
            var index = state.DeadLetters.FindIndex(d => d.Position == letter.Position);
            if (state.Spec is null || index < 0)
            {
                return;
            }

            if (outcome.Taken)
            {
                state.DeadLetters.RemoveAt(index);
                state.Delivered++;
            }
            else
            {
                state.DeadLetters[index] = new DeadLetter(letter.Position, now, attempts, outcome.Status, outcome.Error, Waiting: false);
            }

            await store.RecordAsync(number => new DeliveryRecord(number, letter.Position, now, attempts, outcome.Taken, outcome.Status, outcome.Error, outcome.Milliseconds));
            await SaveUnderLockAsync(store);
        }
        finally
        {
            changing.Release();
        }
    }

    private Task KeepAsync() => ChangeAsync(_ => (unsaved, savedAt) = (0, time.GetTimestamp()));

    private async Task SaveUnderLockAsync(WebhookStore store)
    {
        await SaveAsync(store);
        (unsaved, savedAt) = (0, time.GetTimestamp());
    }

    /// <summary>Waits until it is over, something changed, or the activation ends.</summary>
    private async Task WaitAsync(Func<CancellationToken, Task> wait)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        waiting = either;
        try
        {
            await wait(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Looks again.
        }
        finally
        {
            waiting = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} cannot go on now")]
        public static partial void Failed(ILogger logger, Guid webhook, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} gave up notification {Position} after {Attempts} attempts: {Error}")]
        public static partial void GivenUp(ILogger logger, Guid webhook, long position, int attempts, string? error);
    }
}
