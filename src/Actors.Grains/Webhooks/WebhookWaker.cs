using Actors.Abstractions.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Webhooks;

/// <summary>Sees to it, from every silo, that webhooks deliver: one that lost its silo is active again after one period at most.</summary>
/// <remarks>The silo stops before this service does: from the moment the process was asked to stop it wakes nobody, and what fails then is expected.</remarks>
public sealed partial class WebhookWaker(
    IGrainFactory grains, WebhookOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WebhookWaker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(options.WakePeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                await WakeAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
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
            // The silo has not joined yet or another one just died; the next period tries again. One that stops has nobody to wake.
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                Log.Stopping(logger, failure.Message);
            }
            else
            {
                Log.NotWoken(logger, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Webhooks could not be woken: {Reason}")]
        public static partial void NotWoken(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Webhooks are woken by other silos: this one stops ({Reason})")]
        public static partial void Stopping(ILogger logger, string reason);
    }
}
