using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Actors.Client.Http;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<VerifyLine> VerifyAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var response = await caller.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, "/v1/verify"), repeatable: true, cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var ending = stream.ConfigureAwait(false);
        var done = false;
        await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable(stream, ActorsJson.Default.VerifyLine, topLevelValues: true, cancellation).ConfigureAwait(false))
        {
            if (line?.Error is { } error)
            {
                throw new ActorsApiException("The verification broke off: " + error);
            }

            if (line is not null)
            {
                done |= line.Ok is not null;
                yield return line;
            }
        }

        if (!done)
        {
            throw new ActorsApiException("The verification ended without a verdict; run it again.");
        }
    }

    /// <inheritdoc/>
    public Task<JsonElement> GetJsonAsync(string pathAndQuery, CancellationToken cancellation = default) =>
        caller.GetAsync(pathAndQuery, ActorsJson.Default.JsonElement, cancellation);

    /// <inheritdoc/>
    public Task<JsonElement> SendJsonAsync(HttpMethod method, string pathAndQuery, JsonElement body, bool repeatable, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(method, pathAndQuery, body, ActorsJson.Default.JsonElement, ActorsJson.Default.JsonElement, repeatable, cancellation);

    /// <inheritdoc/>
    public async Task<Stream> GetStreamAsync(string pathAndQuery, string accept, CancellationToken cancellation = default)
    {
        var response = await caller.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
                request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
                return request;
            },
            repeatable: true,
            cancellation).ConfigureAwait(false);

        // Disposing of the stream ends the response.
        return await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Stream> GetStixAsync(IncidentQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return GetStreamAsync("/v1/stix" + (query with { Cursor = null, Limit = null }).ToQuery(), "application/stix+json", cancellation);
    }

    /// <inheritdoc/>
    public Task<Stream> GetAlertAsync(long position, CancellationToken cancellation = default) =>
        GetStreamAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/alerts/{position}.cap"), "application/cap+xml", cancellation);

    /// <inheritdoc/>
    public Task<Stream> GetAlertFeedAsync(CancellationToken cancellation = default) => GetStreamAsync("/v1/feeds/alerts.atom", "application/atom+xml", cancellation);

    /// <inheritdoc/>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation = default)
    {
        try
        {
            using var response = await http.GetAsync("/health/ready", cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (ApiCaller.IsConnectionFailure(failure, cancellation))
        {
            return false;
        }
    }
}
