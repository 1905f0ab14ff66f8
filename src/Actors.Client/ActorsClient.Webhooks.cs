using Actors.Client.Http;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public Task<Webhook> CreateWebhookAsync(WebhookRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return caller.SendJsonAsync(HttpMethod.Post, "/v1/webhooks", request, ActorsJson.Default.WebhookRequest, ActorsJson.Default.Webhook, repeatable: false, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Webhook>> ListWebhooksAsync(CancellationToken cancellation = default) =>
        (await caller.GetAsync("/v1/webhooks", ActorsJson.Default.ListOfWebhook, cancellation).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public Task<Webhook> GetWebhookAsync(string id, CancellationToken cancellation = default) =>
        caller.GetAsync(WebhookPath(id), ActorsJson.Default.Webhook, cancellation);

    /// <inheritdoc/>
    public async Task DeleteWebhookAsync(string id, CancellationToken cancellation = default)
    {
        var path = WebhookPath(id);
        using var response = await caller.SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, path), repeatable: false, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Webhook> PauseWebhookAsync(string id, string? reason = null, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(HttpMethod.Post, WebhookPath(id) + "/pause", new PauseBody(reason), ActorsJson.Default.PauseBody, ActorsJson.Default.Webhook, repeatable: true, cancellation);

    /// <inheritdoc/>
    public async Task<Webhook> ResumeWebhookAsync(string id, CancellationToken cancellation = default)
    {
        var path = WebhookPath(id) + "/resume";
        using var response = await caller.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, path), repeatable: true, cancellation).ConfigureAwait(false);
        return await ApiCaller.ReadAsync(response, ActorsJson.Default.Webhook, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<DeliveryPage> ListDeliveriesAsync(string id, string? cursor = null, int? limit = null, CancellationToken cancellation = default) =>
        caller.GetAsync(WebhookPath(id) + "/deliveries" + new QueryText().Add("cursor", cursor).Add("limit", limit), ActorsJson.Default.DeliveryPage, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string id, CancellationToken cancellation = default) =>
        (await caller.GetAsync(WebhookPath(id) + "/dead-letters", ActorsJson.Default.ListOfDeadLetter, cancellation).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public async Task<int> RedeliverAsync(string id, IReadOnlyList<long>? positions = null, CancellationToken cancellation = default) =>
        (await caller.SendJsonAsync(
            HttpMethod.Post, WebhookPath(id) + "/redeliver", new RedeliverBody(positions), ActorsJson.Default.RedeliverBody, ActorsJson.Default.Redelivery, repeatable: true, cancellation)
            .ConfigureAwait(false)).Waiting;

    private static string WebhookPath(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return "/v1/webhooks/" + Uri.EscapeDataString(id);
    }
}
