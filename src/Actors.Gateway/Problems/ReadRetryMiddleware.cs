using Actors.Abstractions.Intake;

namespace Actors.Gateway.Problems;

/// <summary>
/// Asks again where a question met a silo that is going, or grains that are moving: what was to be read is as right a moment later, and the
/// caller need not know. What changes something is never repeated here, since the gateway cannot tell whether it was done.
/// </summary>
internal sealed class ReadRetryMiddleware(RequestDelegate next, TimeProvider time)
{
    /// <summary>From the first failure; a silo's partitions are taken over in less.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        long? failedAt = null;
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await next(context);
                return;
            }
            catch (Exception passing) when (passing is ServiceBusyException or OrleansException or SiloUnavailableException or TimeoutException && MayAskAgain(context, ref failedAt))
            {
                await Task.Delay(pause, time, context.RequestAborted);
            }
        }
    }

    private bool MayAskAgain(HttpContext context, ref long? failedAt) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && time.GetElapsedTime(failedAt ??= time.GetTimestamp()) < Patience;
}
