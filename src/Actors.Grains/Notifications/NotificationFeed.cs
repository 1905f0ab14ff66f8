using Actors.Abstractions.Notifications;
using Actors.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Notifications;

/// <summary>
/// Follows the notification partition for a silo: keeps the last notifications in memory and wakes who waits for the next. Reading the ledger
/// stays the truth; this saves every waiting reader from asking it.
/// </summary>
public sealed partial class NotificationFeed(ILedger ledger, TimeProvider time, ILogger<NotificationFeed> logger) : BackgroundService
{
    /// <summary>Notifications kept at least, and at most twice as many; about a kilobyte each.</summary>
    public const int Kept = 4_096;

    private const int PageSize = 1_000;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly Lock changing = new();

    // The last ones at the end; the oldest are cut off together, once there are twice as many as are kept.
    private readonly List<NotificationItem> items = [];
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long position = -1;

    /// <summary>The notifications above a position if all of them are in memory, else null: ask the ledger then.</summary>
    public NotificationPage? TryRead(long after, int limit)
    {
        lock (changing)
        {
            if (position < 0 || after < position - items.Count)
            {
                return null;
            }

            var first = (int)Math.Min(items.Count, after - (position - items.Count));
            var found = items.GetRange(first, Math.Min(limit, items.Count - first));
            return new NotificationPage(after, found is [.., var last] ? last.Position : Math.Max(after, position), position, found);
        }
    }

    /// <summary>Completes when something above the position is known, or after the timeout.</summary>
    public async Task WaitAsync(long after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + timeout;
        while (true)
        {
            Task signal;
            lock (changing)
            {
                if (position > after)
                {
                    return;
                }

                signal = next.Task;
            }

            var left = until - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            try
            {
                await signal.WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (LedgerUnavailableException away)
            {
                Log.Away(logger, away.Message);
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (position < 0)
        {
            var head = await ledger.ReadHeadAsync(LedgerPartitions.Notifications, cancellationToken);
            lock (changing)
            {
                position = head.Position;
            }
        }

        await ledger.WaitForAppendAsync(LedgerPartitions.Notifications, position, Poll, cancellationToken);
        var page = await ledger.ReadAsync(LedgerPartitions.Notifications, position, long.MaxValue, PageSize, EntryParts.Effects, cancellationToken);
        if (page.Entries.Count == 0)
        {
            return;
        }

        var read = page.Entries.Select(NotificationForm.Read).ToArray();
        lock (changing)
        {
            items.AddRange(read);
            if (items.Count > 2 * Kept)
            {
                items.RemoveRange(0, items.Count - Kept);
            }

            position = read[^1].Position;
            next.SetResult();
            next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The notification partition cannot be read now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
