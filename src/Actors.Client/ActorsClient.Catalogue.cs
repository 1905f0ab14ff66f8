using System.Text.Json.Serialization.Metadata;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public Task<CatalogueBase> GetCatalogueBaseAsync(string key, CancellationToken cancellation = default) =>
        caller.GetAsync(CataloguePath("bases", key), ActorsJson.Default.CatalogueBase, cancellation);

    /// <inheritdoc/>
    public Task<CatalogueRegion> GetCatalogueRegionAsync(string key, CancellationToken cancellation = default) =>
        caller.GetAsync(CataloguePath("regions", key), ActorsJson.Default.CatalogueRegion, cancellation);

    /// <inheritdoc/>
    public Task<CatalogueGroup> GetCatalogueGroupAsync(string key, CancellationToken cancellation = default) =>
        caller.GetAsync(CataloguePath("groups", key), ActorsJson.Default.CatalogueGroup, cancellation);

    /// <inheritdoc/>
    public Task<CatalogueSource> GetCatalogueSourceAsync(string key, CancellationToken cancellation = default) =>
        caller.GetAsync(CataloguePath("sources", key), ActorsJson.Default.CatalogueSource, cancellation);

    /// <inheritdoc/>
    public Task<long> PutCatalogueBaseAsync(CatalogueBase entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ChangeAsync(
            HttpMethod.Put, CataloguePath("bases", entry.Key), new BaseBody(entry.Names, entry.Region, entry.Lat, entry.Lon, entry.Zone), ActorsJson.Default.BaseBody, cancellation);
    }

    /// <inheritdoc/>
    public Task<long> PutCatalogueRegionAsync(CatalogueRegion entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ChangeAsync(
            HttpMethod.Put, CataloguePath("regions", entry.Key), new RegionBody(entry.Names, entry.Kind, entry.Parent, entry.Zone, entry.Lat, entry.Lon), ActorsJson.Default.RegionBody, cancellation);
    }

    /// <inheritdoc/>
    public Task<long> PutCatalogueGroupAsync(CatalogueGroup entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ChangeAsync(HttpMethod.Put, CataloguePath("groups", entry.Key), new GroupBody(entry.Names, entry.Umbrellas, entry.Sponsors), ActorsJson.Default.GroupBody, cancellation);
    }

    /// <inheritdoc/>
    public Task<long> PutCatalogueSourceAsync(CatalogueSource entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ChangeAsync(HttpMethod.Put, CataloguePath("sources", entry.Key), new SourceBody(entry.Names, entry.Reliability, entry.Kind), ActorsJson.Default.SourceBody, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProvisionalSubject>> ListProvisionalAsync(string kind, CancellationToken cancellation = default) =>
        (await caller.GetAsync("/v1/catalog/provisional" + new QueryText().Add("kind", KindOfSubjects(kind)), ActorsJson.Default.ListOfProvisionalSubject, cancellation).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public Task<long> JoinSubjectAsync(string provisional, string into, string reason, CancellationToken cancellation = default) =>
        ChangeAsync(HttpMethod.Post, "/v1/catalog/joins", new JoinBody(provisional, into, reason), ActorsJson.Default.JoinBody, cancellation);

    /// <inheritdoc/>
    public Task<long> SplitSubjectAsync(string provisional, string reason, CancellationToken cancellation = default) =>
        ChangeAsync(HttpMethod.Post, "/v1/catalog/splits", new JoinBody(provisional, Into: null, reason), ActorsJson.Default.JoinBody, cancellation);

    private async Task<long> ChangeAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        (await caller.SendJsonAsync(method, path, body, type, ActorsJson.Default.CatalogueChanged, repeatable: true, cancellation).ConfigureAwait(false)).Position;

    private static string CataloguePath(string kind, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return $"/v1/catalog/{kind}/{Uri.EscapeDataString(key)}";
    }
}
