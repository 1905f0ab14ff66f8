using System.Runtime.CompilerServices;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public Task<IncidentPage> ListIncidentsAsync(IncidentQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return caller.GetAsync("/v1/incidents" + query.ToQuery(), ActorsJson.Default.IncidentPage, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IncidentItem> AllIncidentsAsync(IncidentQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        while (true)
        {
            var page = await ListIncidentsAsync(query, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Cursor is null)
            {
                yield break;
            }

            query = query with { Cursor = page.Cursor };
        }
    }

    /// <inheritdoc/>
    public Task<IncidentDetail> GetIncidentAsync(string id, DateTimeOffset? asOf = null, CancellationToken cancellation = default) =>
        caller.GetAsync(IncidentPath(id) + new QueryText().Add("asOf", asOf), ActorsJson.Default.IncidentDetail, cancellation);

    /// <inheritdoc/>
    public Task<IncidentAction> MergeAsync(string id, string with, string reason, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(
            HttpMethod.Post, IncidentPath(id) + "/merge", new MergeBody(with, reason), ActorsJson.Default.MergeBody, ActorsJson.Default.IncidentAction, repeatable: true, cancellation);

    /// <inheritdoc/>
    public Task<IncidentAction> SplitAsync(string id, IReadOnlyList<string> reports, string reason, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(
            HttpMethod.Post, IncidentPath(id) + "/split", new SplitBody(reports, reason), ActorsJson.Default.SplitBody, ActorsJson.Default.IncidentAction, repeatable: true, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string id, CancellationToken cancellation = default) =>
        (await caller.GetAsync(IncidentPath(id) + "/suggestions", ActorsJson.Default.ListOfSuggestion, cancellation).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public Task<IncidentAction> AcceptSuggestionAsync(string id, string other, string reason, CancellationToken cancellation = default) =>
        MergeAsync(id, other, reason, cancellation);

    /// <inheritdoc/>
    public Task<IncidentAction> RejectSuggestionAsync(string id, string other, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(other);
        return caller.SendJsonAsync(
            HttpMethod.Post, $"{IncidentPath(id)}/suggestions/{Uri.EscapeDataString(other)}/reject", new RejectBody(reason), ActorsJson.Default.RejectBody,
            ActorsJson.Default.IncidentAction, repeatable: true, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RejectedSuggestion>> ListRejectedSuggestionsAsync(string id, CancellationToken cancellation = default) =>
        (await caller.GetAsync(IncidentPath(id) + "/suggestions?rejected=true", ActorsJson.Default.ListOfRejectedSuggestion, cancellation).ConfigureAwait(false)).Items;

    private static string IncidentPath(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return "/v1/incidents/" + Uri.EscapeDataString(id);
    }
}
