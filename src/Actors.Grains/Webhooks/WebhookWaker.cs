using Actors.Abstractions.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Webhooks;

/// <summary>Sees to it, from every silo, that webhooks deliver: one that lost its silo is active again after one period at most.</summary>
public sealed partial class WebhookWaker(IGrainFactory grains, WebhookOptions options, TimeProvider time, ILogger<WebhookWaker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WakePeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WakeAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WakeAsync()
    {
        try
        {
            await grains.GetGrain<IWebhookListGrain>(0).WakeAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The silo has not joined yet or another one just died; the next period tries again.
            Log.NotWoken(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Webhooks could not be woken: {Reason}")]
        public static partial void NotWoken(ILogger logger, string reason);
    }
}
