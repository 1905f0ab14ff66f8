using Actors.Abstractions.Notifications;

namespace Actors.Abstractions.Webhooks;

/// <summary>
/// Delivers notifications to one address: reads the notification partition from its cursor, in order, each at least once under a stable id.
/// Key: the webhook's id.
/// </summary>
[Alias("Actors.IWebhookGrain")]
public interface IWebhookGrain : IGrainWithGuidKey
{
    /// <summary>Makes it, and begins to deliver.</summary>
    /// <exception cref="Intake.BadRequestException">The address is not allowed, or there are too many webhooks.</exception>
    [Alias("Create")]
    Task<WebhookAnswer> CreateAsync(WebhookSpec spec);

    /// <summary>What it is and how far it got; null: there is none.</summary>
    [Alias("Describe")]
    Task<WebhookAnswer?> DescribeAsync();

    /// <summary>Stops, or goes on with, delivering; the cursor stands meanwhile. Null: there is none.</summary>
    /// <param name="reason">Why it is paused; null: resume.</param>
    [Alias("Pause")]
    Task<WebhookAnswer?> PauseAsync(string? reason);

    /// <summary>Ends it and forgets its secret and records; false: there is none.</summary>
    [Alias("Delete")]
    Task<bool> DeleteAsync();

    /// <summary>Its last deliveries, newest first; null: there is none.</summary>
    /// <param name="before">Only records below this number; null: from the newest.</param>
    /// <param name="limit">1 … 1,000.</param>
    [Alias("Deliveries")]
    Task<DeliveryPage?> DeliveriesAsync(long? before, int limit);

    /// <summary>What was given up and not delivered since, in order; null: there is none.</summary>
    [Alias("DeadLetters")]
    Task<IReadOnlyList<DeadLetter>?> DeadLettersAsync();

    /// <summary>Tries what was given up once more, soon. Null: there is no such webhook.</summary>
    /// <param name="positions">Which; null: all.</param>
    /// <returns>How many will be tried.</returns>
    [Alias("Redeliver")]
    Task<int?> RedeliverAsync(IReadOnlyList<long>? positions);

    /// <summary>Sees to it that it delivers; false: there is none.</summary>
    [Alias("Wake")]
    Task<bool> WakeAsync();
}

/// <summary>Which webhooks there are. Key 0.</summary>
[Alias("Actors.IWebhookListGrain")]
public interface IWebhookListGrain : IGrainWithIntegerKey
{
    /// <summary>Every webhook, by when it was made.</summary>
    [Alias("List")]
    Task<IReadOnlyList<WebhookAnswer>> ListAsync();

    /// <summary>Lists one that was just made.</summary>
    /// <exception cref="Intake.BadRequestException">There are too many.</exception>
    [Alias("Add")]
    Task AddAsync(Guid id);

    /// <summary>Forgets one.</summary>
    [Alias("Remove")]
    Task RemoveAsync(Guid id);

    /// <summary>Wakes every webhook that may have lost its silo; cheap when done lately.</summary>
    [Alias("Wake")]
    Task WakeAsync();
}

/// <summary>A webhook as asked for.</summary>
/// <param name="Url">Where to post to, absolute.</param>
/// <param name="Secret">Signs what is posted.</param>
/// <param name="Filter">Which notifications.</param>
/// <param name="After">From which position on; null: only what comes from now on.</param>
/// <param name="Owner">Whose key made it.</param>
[GenerateSerializer, Immutable, Alias("Actors.WebhookSpec")]
public sealed record WebhookSpec(
    [property: Id(0)] string Url,
    [property: Id(1)] string Secret,
    [property: Id(2)] NotificationFilter Filter,
    [property: Id(3)] long? After,
    [property: Id(4)] string Owner)
{
    /// <summary>Without the secret and without what may be one in the address, for logs.</summary>
    public override string ToString() => Uri.TryCreate(Url, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Authority}" : "?";
}

/// <summary>A webhook and how far it got. Never its secret.</summary>
/// <param name="After">Everything up to this position is delivered, given up, or not asked for.</param>
/// <param name="Head">Last position there is.</param>
/// <param name="Paused">Why it is paused; null: it delivers.</param>
/// <param name="Delivered">Notifications delivered so far.</param>
/// <param name="DeadLetters">Notifications given up and not delivered since.</param>
/// <param name="Attempts">Times the next notification was tried in vain.</param>
/// <param name="NextAttempt">When it is tried again; null: nothing waits for that.</param>
/// <param name="LastError">What went wrong last; null: nothing since the last success.</param>
[GenerateSerializer, Immutable, Alias("Actors.WebhookAnswer")]
public sealed record WebhookAnswer(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Url,
    [property: Id(2)] NotificationFilter Filter,
    [property: Id(3)] string Owner,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] long After,
    [property: Id(6)] long Head,
    [property: Id(7)] string? Paused,
    [property: Id(8)] long Delivered,
    [property: Id(9)] int DeadLetters,
    [property: Id(10)] int Attempts,
    [property: Id(11)] DateTimeOffset? NextAttempt,
    [property: Id(12)] string? LastError);

/// <summary>What became of a notification.</summary>
/// <param name="Number">Of this record, from 1.</param>
/// <param name="Position">Of the notification.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="Delivered">False: given up.</param>
/// <param name="Status">HTTP status of the last answer; null: there was none.</param>
/// <param name="Error">What went wrong at the last attempt; null: nothing.</param>
/// <param name="Milliseconds">How long the last attempt took.</param>
[GenerateSerializer, Immutable, Alias("Actors.DeliveryRecord")]
public sealed record DeliveryRecord(
    [property: Id(0)] long Number,
    [property: Id(1)] long Position,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] int Attempts,
    [property: Id(4)] bool Delivered,
    [property: Id(5)] int? Status,
    [property: Id(6)] string? Error,
    [property: Id(7)] long Milliseconds);

/// <summary>Delivery records, newest first.</summary>
/// <param name="Before">Read on from here; null: no older record is kept.</param>
[GenerateSerializer, Immutable, Alias("Actors.DeliveryPage")]
public sealed record DeliveryPage([property: Id(0)] IReadOnlyList<DeliveryRecord> Items, [property: Id(1)] long? Before);

/// <summary>A notification that was given up.</summary>
/// <param name="Waiting">It will be tried once more, soon.</param>
[GenerateSerializer, Immutable, Alias("Actors.DeadLetter")]
public sealed record DeadLetter(
    [property: Id(0)] long Position,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] int Attempts,
    [property: Id(3)] int? Status,
    [property: Id(4)] string? Error,
    [property: Id(5)] bool Waiting);
