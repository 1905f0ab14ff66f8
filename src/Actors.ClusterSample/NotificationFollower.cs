using System.Runtime.CompilerServices;
using Actors.Abstractions.Notifications;

namespace Actors.ClusterSample;

/// <summary>Notifications without end: after a failure it asks again from the last position it saw.</summary>
internal static class NotificationFollower
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async IAsyncEnumerable<NotificationItem> FollowAsync(IClusterClient grains, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            // A reader of one's own: any key will do.
            var reader = grains.GetGrain<INotificationReaderGrain>(Guid.NewGuid());
            await using var items = reader.FollowAsync(after, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(items, cancellation) is { } next)
            {
                after = next.Position;
                yield return next;
            }
        }
    }

    /// <summary>The next notification; null: it is to be asked for anew.</summary>
    private static async Task<NotificationItem?> NextAsync(IAsyncEnumerator<NotificationItem> items, CancellationToken cancellation)
    {
        try
        {
            return await items.MoveNextAsync() ? items.Current : null;
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"The cluster is away: {away.Message}");
            await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
