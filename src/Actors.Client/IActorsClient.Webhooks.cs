namespace Actors.Client;

/// <remarks>Webhooks need the role analyst or admin: 403 without.</remarks>
public partial interface IActorsClient
{
    /// <summary>Has notifications posted to an address, signed, at least once and in order. Not repeated by itself when the answer is lost.</summary>
    /// <returns>The webhook, with its <see cref="Webhook.Secret"/>, which is never told again.</returns>
    /// <exception cref="ActorsApiException">400: the address may not be posted to, or a filter is wrong.</exception>
    Task<Webhook> CreateWebhookAsync(WebhookRequest request, CancellationToken cancellation = default);

    /// <summary>Every webhook and how far it got.</summary>
    Task<IReadOnlyList<Webhook>> ListWebhooksAsync(CancellationToken cancellation = default);

    /// <summary>One webhook and how far it got.</summary>
    /// <exception cref="ActorsApiException">404: there is none.</exception>
    Task<Webhook> GetWebhookAsync(string id, CancellationToken cancellation = default);

    /// <summary>Ends a webhook; its secret is forgotten. Deleting one that is gone is a 404.</summary>
    Task DeleteWebhookAsync(string id, CancellationToken cancellation = default);

    /// <summary>Stops delivering; nothing is lost, its cursor stands.</summary>
    /// <param name="reason">Shown beside it; null: who paused it.</param>
    Task<Webhook> PauseWebhookAsync(string id, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Goes on delivering where it stopped.</summary>
    Task<Webhook> ResumeWebhookAsync(string id, CancellationToken cancellation = default);

    /// <summary>A page of what became of each notification, newest first; the last 10,000 are kept.</summary>
    Task<DeliveryPage> ListDeliveriesAsync(string id, string? cursor = null, int? limit = null, CancellationToken cancellation = default);

    /// <summary>Notifications that were given up and not delivered since.</summary>
    Task<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string id, CancellationToken cancellation = default);

    /// <summary>Has given-up notifications tried once more.</summary>
    /// <param name="positions">Which, 1 to 10,000; null: all.</param>
    /// <returns>How many will be tried.</returns>
    Task<int> RedeliverAsync(string id, IReadOnlyList<long>? positions = null, CancellationToken cancellation = default);
}
