using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Webhooks;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Actors.Grains.Webhooks;

/// <summary>
/// One webhook. While it is active it reads the notification partition from its cursor and posts, one notification after the other; the
/// cursor and what failed are in Orleans storage, so that another silo goes on where this one ended.
/// </summary>
/// <remarks>The state of an activation that cannot store it is not trusted: it ends, and the next one reads what is stored.</remarks>
[Reentrant]
[GrainType("webhook")]
internal sealed partial class WebhookGrain(
    WebhookServices services, IGrainStorage storage, NotificationFeed feed, TimeProvider time, ILogger<WebhookGrain> logger)
    : Grain, IWebhookGrain, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    /// <summary>One change of the stored state at a time.</summary>
    private readonly SemaphoreSlim changing = new(1, 1);

    private WebhookStore? loaded;
    private Task<WebhookStore>? loading;
    private Task pump = Task.CompletedTask;
    private bool storageFailed;

    private Guid Id => this.GetPrimaryKey();

    private INotificationReaderGrain Reader => GrainFactory.GetGrain<INotificationReaderGrain>(Id);

    public void Dispose()
    {
        stopping.Dispose();
        changing.Dispose();
        waiting?.Dispose();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await pump.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public async Task<WebhookAnswer> CreateAsync(WebhookSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (services.Targets.Refusal(spec.Url) is { } why)
        {
            throw new BadRequestException("/url", why);
        }

        var head = await Reader.HeadAsync();
        if (spec.After > head)
        {
            throw new BadRequestException("/after", $"is {spec.After}, but the last notification is {head}; leave it out for what comes from now on, or give 0 for everything.");
        }

        await ChangeAsync(store =>
        {
            var state = store.State;
            (state.Spec, state.CreatedAt, state.Cursor) = (spec, time.GetUtcNow(), spec.After ?? head);
        });
        try
        {
            await GrainFactory.GetGrain<IWebhookListGrain>(0).AddAsync(Id);
        }
        catch (BadRequestException)
        {
            await ClearAsync();
            throw;
        }

        StartPump();
        return Answer((await LoadAsync()).State, head);
    }

    public async Task<WebhookAnswer?> DescribeAsync() =>
        (await LoadAsync()).State is { Spec: not null } state ? Answer(state, await Reader.HeadAsync()) : null;

    public async Task<WebhookAnswer?> PauseAsync(string? reason)
    {
        if ((await LoadAsync()).State.Spec is null)
        {
            return null;
        }

        // Who resumes wants it tried now, not when the pause after the last failure ends.
        await ChangeAsync(store => (store.State.Paused, store.State.NextAttempt) = (reason, reason is null ? null : store.State.NextAttempt));
        Interrupt();
        StartPump();
        return await DescribeAsync();
    }

    public async Task<bool> DeleteAsync()
    {
        if ((await LoadAsync()).State.Spec is null)
        {
            return false;
        }

        await ClearAsync();
        await GrainFactory.GetGrain<IWebhookListGrain>(0).RemoveAsync(Id);
        return true;
    }

    public async Task<DeliveryPage?> DeliveriesAsync(long? before, int limit)
    {
        var store = await LoadAsync();
        return store.State.Spec is null ? null : await store.ReadRecordsAsync(before, limit);
    }

    public async Task<IReadOnlyList<DeadLetter>?> DeadLettersAsync() =>
        (await LoadAsync()).State is { Spec: not null } state ? [.. state.DeadLetters] : null;

    public async Task<int?> RedeliverAsync(IReadOnlyList<long>? positions)
    {
        if ((await LoadAsync()).State.Spec is null)
        {
            return null;
        }

        var count = 0;
        await ChangeAsync(store =>
        {
            var letters = store.State.DeadLetters;
            for (var i = 0; i < letters.Count; i++)
            {
                if (positions is null || positions.Contains(letters[i].Position))
                {
                    letters[i] = letters[i] with { Waiting = true };
                    count++;
                }
            }
        });
        Interrupt();
        StartPump();
        return count;
    }

    public async Task<bool> WakeAsync()
    {
        if ((await LoadAsync()).State.Spec is null)
        {
            return false;
        }

        StartPump();
        return true;
    }

    private async Task<WebhookStore> LoadAsync()
    {
        if (loaded is not null)
        {
            return loaded;
        }

        loading ??= ReadAsync();
        try
        {
            return loaded = await loading;
        }
        catch
        {
            loading = null;
            throw;
        }
    }

    private async Task<WebhookStore> ReadAsync()
    {
        var store = new WebhookStore(storage, this.GetGrainId());
        await store.LoadAsync();
        return store;
    }

    private async Task ChangeAsync(Action<WebhookStore> change)
    {
        var store = await LoadAsync();
        await changing.WaitAsync(stopping.Token);
        try
        {
            change(store);
            await SaveAsync(store);
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task ClearAsync()
    {
        var store = await LoadAsync();
        await changing.WaitAsync(stopping.Token);
        try
        {
            await store.ClearAsync();
        }
        finally
        {
            changing.Release();
        }

        Interrupt();
        DeactivateOnIdle();
    }

    private async Task SaveAsync(WebhookStore store)
    {
        try
        {
            await store.SaveAsync();
        }
        catch
        {
            storageFailed = true;
            DeactivateOnIdle();
            await stopping.CancelAsync();
            throw;
        }
    }

    private WebhookAnswer Answer(WebhookState state, long head) => new(
        Id,
        state.Spec!.Url,
        state.Spec.Filter,
        state.Spec.Owner,
        state.CreatedAt,
        state.Cursor,
        head,
        state.Paused,
        state.Delivered,
        state.DeadLetters.Count,
        state.Attempts,
        state.NextAttempt,
        state.LastError);
}
