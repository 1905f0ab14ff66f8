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
            HttpMethod.Post, IncidentPath(id) + "/merge", new MergeBody(with, reason), ActorsJson.Default.MergeBody, ActorsJson.Default.IncidentAction, repeatable: false, cancellation);

    /// <inheritdoc/>
    public Task<IncidentAction> SplitAsync(string id, IReadOnlyList<string> reports, string reason, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(
            HttpMethod.Post, IncidentPath(id) + "/split", new SplitBody(reports, reason), ActorsJson.Default.SplitBody, ActorsJson.Default.IncidentAction, repeatable: false, cancellation);

    private static string IncidentPath(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return "/v1/incidents/" + Uri.EscapeDataString(id);
    }
}
