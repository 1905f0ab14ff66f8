using Actors.Abstractions.Intake;
using Actors.Abstractions.Webhooks;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Actors.Grains.Webhooks;

/// <summary>Which webhooks there are; wakes them after the loss of a silo or a restart.</summary>
[Reentrant]
[GrainType("webhook-list")]
internal sealed partial class WebhookListGrain(WebhookServices services, IGrainStorage storage, TimeProvider time, ILogger<WebhookListGrain> logger)
    : Grain, IWebhookListGrain, IDisposable
{
    private const string StateName = "webhook-list";
    private const int Together = 16;

    private readonly SemaphoreSlim changing = new(1, 1);
    private readonly GrainState<WebhookListState> stored = new(new WebhookListState());
    private bool loaded;
    private long? wokenAt;

    public void Dispose() => changing.Dispose();

    public async Task<IReadOnlyList<WebhookAnswer>> ListAsync()
    {
        var found = new List<WebhookAnswer>();
        foreach (var part in (await IdsAsync()).Chunk(Together))
        {
            var answers = await Task.WhenAll(part.Select(id => GrainFactory.GetGrain<IWebhookGrain>(id).DescribeAsync()));
            found.AddRange(answers.OfType<WebhookAnswer>());
        }

        return [.. found.OrderBy(w => w.CreatedAt).ThenBy(w => w.Id)];
    }

    public Task AddAsync(Guid id) => ChangeAsync(ids =>
    {
        if (ids.Contains(id))
        {
            return false;
        }

        if (ids.Count >= services.Options.MaxWebhooks)
        {
            throw new BadRequestException("", $"there are {ids.Count} webhooks already, which is the most there may be; delete one first.");
        }

        ids.Add(id);
        return true;
    });

    public Task RemoveAsync(Guid id) => ChangeAsync(ids => ids.Remove(id));

    public async Task WakeAsync()
    {
        if (wokenAt is { } last && time.GetElapsedTime(last) < services.Options.WakePeriod / 2)
        {
            return;
        }

        wokenAt = time.GetTimestamp();
        foreach (var part in (await IdsAsync()).Chunk(Together))
        {
            await Task.WhenAll(part.Select(WakeAsync));
        }
    }

    private async Task WakeAsync(Guid id)
    {
        try
        {
            if (!await GrainFactory.GetGrain<IWebhookGrain>(id).WakeAsync())
            {
                // Deleted by a silo that died before it could say so here.
                await RemoveAsync(id);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Log.NotWoken(logger, id, failure);
        }
    }

    private async Task<Guid[]> IdsAsync()
    {
        await changing.WaitAsync();
        try
        {
            return [.. (await LoadAsync()).Ids];
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task ChangeAsync(Func<List<Guid>, bool> change)
    {
        await changing.WaitAsync();
        try
        {
            if (change((await LoadAsync()).Ids))
            {
                await storage.WriteStateAsync(StateName, this.GetGrainId(), stored);
            }
        }
        catch (Exception failure) when (failure is not BadRequestException)
        {
            // What is stored is not known: read it again.
            loaded = false;
            throw;
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task<WebhookListState> LoadAsync()
    {
        if (!loaded)
        {
            await storage.ReadStateAsync(StateName, this.GetGrainId(), stored);
            loaded = true;
        }

        return stored.State!;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} could not be woken; it is tried again")]
        public static partial void NotWoken(ILogger logger, Guid webhook, Exception exception);
    }
}
