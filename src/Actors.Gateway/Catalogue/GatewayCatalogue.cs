using Actors.Abstractions.Catalogue;
using Actors.Domain.Catalogue;

namespace Actors.Gateway.Catalogue;

/// <summary>Keeps the catalogue of a gateway without a database up to date, by asking the cluster.</summary>
public sealed partial class GatewayCatalogue(IGrainFactory grains, CatalogueHolder holder, TimeProvider time, ILogger<GatewayCatalogue> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private long position;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await CatchUpAsync();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // A silo died, the cluster is not there yet, or its database is away. Whatever it is, the gateway goes on with the catalogue it
                // has: an exception that left this loop would end the process, and once did, in every gateway at once.
                Log.Away(logger, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task CatchUpAsync()
    {
        while (true)
        {
            var changes = await grains.GetGrain<ICatalogueGrain>(0).ReadAsync(position);
            var next = (Domain.Catalogue.Catalogue)holder.Current;
            foreach (var change in changes.Items)
            {
                next = next.Apply(CatalogueChangeCodec.Decode(change.Change), change.Position);
            }

            holder.Replace(next);
            if (changes.To <= position)
            {
                return;
            }

            position = changes.To;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue cannot be asked for now: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
