using System.Buffers;
using Actors.Abstractions.Notifications;

namespace Actors.Gateway.Notifications;

/// <summary>
/// One subscriber's event stream: first what it missed, read from the record, then what comes. Positions decide what was sent, so that
/// nothing is missed or sent twice where the two meet.
/// </summary>
internal sealed class NotificationStream(HttpResponse response, NotificationHub hub, NotificationFilter filter, NotificationMatch match, TimeProvider time)
{
    private const int PageSize = 500;
    private const int FlushBytes = 16_384;
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    private long last;

    /// <param name="after">Resume above this position; null: only what comes from now on.</param>
    /// <param name="cancellationToken">The subscriber went.</param>
    public async Task RunAsync(long? after, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (after is { } from)
        {
            last = await CatchUpAsync(from, cancellationToken);
        }

        using var subscription = await hub.SubscribeAsync(match, cancellationToken);
        if (after is null)
        {
            last = subscription.From;
        }
        else
        {
            last = await CatchUpAsync(last, cancellationToken);
        }

        // The first bytes tell the subscriber that it is listening.
        await WriteAsync(EventFrame.Heartbeat, cancellationToken);
        await LiveAsync(subscription, cancellationToken);
    }

    /// <summary>Sends what is recorded above a position; returns where it ended.</summary>
    private async Task<long> CatchUpAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await hub.Reader.ReadAsync(after, PageSize, filter);
            if (after > page.Head)
            {
                // Asked for what this record does not have: another database, or one that was restored.
                await WriteAsync(EventFrame.Gap(page.Head + 1, after), cancellationToken);
                return page.Head;
            }

            foreach (var item in page.Items)
            {
                await response.BodyWriter.WriteAsync(EventFrame.Of(item), cancellationToken);
            }

            if (page.Items.Count > 0)
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
            }

            after = page.To;
            if (after >= page.Head)
            {
                return after;
            }
        }
    }

    private async Task LiveAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        while (await subscription.Reader.WaitToReadAsync(cancellationToken))
        {
            var unflushed = 0;
            while (subscription.Reader.TryRead(out var notification))
            {
                if (notification is null)
                {
                    response.BodyWriter.Write(EventFrame.Heartbeat.Span);
                }
                else if (notification.Position > last)
                {
                    last = notification.Position;
                    response.BodyWriter.Write(notification.Frame.Span);
                }
                else
                {
                    continue;
                }

                unflushed += notification?.Frame.Length ?? 0;
                if (unflushed > FlushBytes)
                {
                    await response.BodyWriter.FlushAsync(cancellationToken);
                    unflushed = 0;
                }
            }

            await response.BodyWriter.FlushAsync(cancellationToken);
        }

        await GoodbyeAsync(subscription.Reason, cancellationToken);
    }

    /// <summary>Says why the stream ends; one who does not even read that is cut off.</summary>
    private async Task GoodbyeAsync(string reason, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(GoodbyePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await WriteAsync(EventFrame.Goodbye(reason, last), either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            response.HttpContext.Abort();
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await response.BodyWriter.WriteAsync(frame, cancellationToken);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
