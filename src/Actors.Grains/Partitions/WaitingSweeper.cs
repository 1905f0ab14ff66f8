using Actors.Abstractions.Intake;
using Actors.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Partitions;

/// <summary>
/// Finds, from every silo, a retraction and its report that are both recorded and were not brought together: the partition that was about to
/// lost its silo, and nobody may have reported to it since.
/// </summary>
public sealed partial class WaitingSweeper(ILedger ledger, WaitingReports waiting, TimeProvider time, ILogger<WaitingSweeper> logger) : BackgroundService
{
    /// <summary>At most so long after a kill a withdrawn report still counts; a look costs one query where nothing waits.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await waiting.AttachKnownAsync(await ledger.ReadWaitingAsync(null, cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is LedgerUnavailableException or ServiceBusyException or OrleansException or TimeoutException)
        {
            // The silo has not joined yet, the database is away, or another silo just died; the next period tries again.
            Log.NotSwept(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "What waits for a report could not be looked at: {Reason}")]
        public static partial void NotSwept(ILogger logger, string reason);
    }
}
