using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Catalogue;

/// <summary>Follows the control partition and keeps this silo's catalogue up to date.</summary>
public sealed partial class CatalogueFollower(ILedger ledger, CatalogueHolder holder, TimeProvider time, ILogger<CatalogueFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private long position;

    /// <summary>The last position of the control partition that was read.</summary>
    public long Position => Interlocked.Read(ref position);

    /// <summary>Reads what is there before the silo takes work.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await CatchUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        reading.Dispose();
        base.Dispose();
    }

    /// <summary>Applies everything the control partition holds beyond what is known.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var head = await ledger.ReadHeadAsync(LedgerPartitions.Control, cancellationToken);
            while (position < head.Position)
            {
                var page = await ledger.ReadAsync(LedgerPartitions.Control, position, head.Position, 1_000, EntryParts.Report, cancellationToken);
                var next = (Domain.Catalogue.Catalogue)holder.Current;
                foreach (var entry in page.Entries.Where(e => e.Kind == (byte)EntryKind.Catalogue))
                {
                    next = next.Apply(CatalogueChangeCodec.Decode(entry.Report), entry.Address.Position);
                }

                position = page.To;
                holder.Replace(next);
                Log.Moved(logger, position);
            }
        }
        finally
        {
            reading.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ledger.WaitForAppendAsync(LedgerPartitions.Control, position, Poll, stoppingToken);
                await CatchUpAsync(stoppingToken);
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The catalogue stands at control position {Position}")]
        public static partial void Moved(ILogger logger, long position);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The control partition cannot be read now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
