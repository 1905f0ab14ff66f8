using Microsoft.Extensions.Hosting;

namespace Actors.Page.Live;

/// <summary><c>/page/live</c>: Server-Sent Events, one whenever the ledger moved or a notification came, and a comment every 10 s.</summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/page/live", ServeAsync).ExcludeFromDescription();

    private static async Task ServeAsync(HttpContext context, LedgerWatch watch, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var events = watch.FollowAsync(ended.Token).GetAsyncEnumerator(ended.Token);
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", ended.Token);
            await context.Response.Body.FlushAsync(ended.Token);
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(Heartbeat, time, ended.Token))
                    {
                        return;
                    }

                    await context.Response.WriteAsync($"event: moved\ndata: {events.Current}\n\n", ended.Token);
                    next = events.MoveNextAsync().AsTask();
                }
                catch (TimeoutException) when (!next.IsCompleted)
                {
                    await context.Response.WriteAsync(": still here\n\n", ended.Token);
                }

                await context.Response.Body.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left, or the gateway stops.
        }
    }
}
