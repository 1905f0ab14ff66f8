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

    /// <summary>How long one who is too slow may take for what waits for it already.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(30);

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

            var unflushed = 0;
            foreach (var item in page.Items)
            {
                var frame = EventFrame.Of(item);
                response.BodyWriter.Write(frame.Span);
                unflushed += frame.Length;
                if (unflushed > FlushBytes)
                {
                    await response.BodyWriter.FlushAsync(cancellationToken);
                    unflushed = 0;
                }
            }

            if (unflushed > 0)
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
        subscription.Begin(response.BodyWriter, last);
        try
        {
            await subscription.Ending.WaitAsync(cancellationToken);
            await subscription.Ended.WaitAsync(FarewellPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            response.HttpContext.Abort();
        }
        finally
        {
            // Nothing is written to the connection once this returns; one that is cut off takes nothing more.
            subscription.End("closed");
            if (!subscription.Ended.IsCompleted)
            {
                response.HttpContext.Abort();
                await subscription.Ended;
            }
        }

        last = subscription.Last;
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
