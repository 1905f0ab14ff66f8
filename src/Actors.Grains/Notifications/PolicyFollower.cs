using Actors.Domain.Incidents;
using Actors.Domain.Threat.Policies;
using Actors.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Notifications;

/// <summary>Follows the control partition and keeps this silo's threat policies up to date.</summary>
public sealed partial class PolicyFollower(ILedger ledger, PolicyHolder holder, TimeProvider time, ILogger<PolicyFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private long position;

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
                var next = holder.Current;
                foreach (var entry in page.Entries.Where(e => e.Kind == (byte)EntryKind.Policy))
                {
                    next = next.With(Read(entry), entry.Address.Position);
                }

                position = page.To;
                if (next != holder.Current)
                {
                    holder.Replace(next);
                    Log.Moved(logger, position);
                }
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

    private static ThreatPolicy Read(LedgerEntry entry)
    {
        var reading = ThreatPolicyReader.Read(entry.Report);
        return reading.Policy ?? throw new InvalidDataException(
            $"Control entry {entry.Address.Position} holds no sound policy: {string.Join("; ", reading.Errors.Select(e => $"{e.Pointer} {e.Detail}"))}.");
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The threat policies stand at control position {Position}")]
        public static partial void Moved(ILogger logger, long position);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The control partition cannot be read now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
