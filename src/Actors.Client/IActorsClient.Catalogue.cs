namespace Actors.Client;

/// <remarks>Edits need the role analyst or admin: 403 without. They may be repeated: what stands already stays.</remarks>
public partial interface IActorsClient
{
    /// <summary>A base as the catalogue has it, by key, name or alias.</summary>
    /// <exception cref="ActorsApiException">404: the catalogue does not know it.</exception>
    Task<CatalogueBase> GetCatalogueBaseAsync(string key, CancellationToken cancellation = default);

    /// <summary>A region as the catalogue has it.</summary>
    /// <inheritdoc cref="GetCatalogueBaseAsync"/>
    Task<CatalogueRegion> GetCatalogueRegionAsync(string key, CancellationToken cancellation = default);

    /// <summary>A group as the catalogue has it.</summary>
    /// <inheritdoc cref="GetCatalogueBaseAsync"/>
    Task<CatalogueGroup> GetCatalogueGroupAsync(string key, CancellationToken cancellation = default);

    /// <summary>A source as the catalogue has it.</summary>
    /// <inheritdoc cref="GetCatalogueBaseAsync"/>
    Task<CatalogueSource> GetCatalogueSourceAsync(string key, CancellationToken cancellation = default);

    /// <summary>Adds or replaces a base. Returns the change's position.</summary>
    /// <exception cref="ActorsApiException">400: it does not fit the catalogue, for example a region nobody knows; nothing is changed.</exception>
    Task<long> PutCatalogueBaseAsync(CatalogueBase entry, CancellationToken cancellation = default);

    /// <summary>Adds or replaces a region.</summary>
    /// <inheritdoc cref="PutCatalogueBaseAsync"/>
    Task<long> PutCatalogueRegionAsync(CatalogueRegion entry, CancellationToken cancellation = default);

    /// <summary>Adds or replaces a group with its umbrellas and sponsors.</summary>
    /// <inheritdoc cref="PutCatalogueBaseAsync"/>
    Task<long> PutCatalogueGroupAsync(CatalogueGroup entry, CancellationToken cancellation = default);

    /// <summary>Adds or replaces a source.</summary>
    /// <inheritdoc cref="PutCatalogueBaseAsync"/>
    Task<long> PutCatalogueSourceAsync(CatalogueSource entry, CancellationToken cancellation = default);

    /// <summary>Names in reports that the catalogue does not know, and what they were joined to.</summary>
    /// <param name="kind"><c>bases</c>, <c>regions</c> or <c>groups</c>.</param>
    Task<IReadOnlyList<ProvisionalSubject>> ListProvisionalAsync(string kind, CancellationToken cancellation = default);

    /// <summary>Says that a provisional subject is a known one; its tallies follow, back to the first report. Returns the change's position.</summary>
    Task<long> JoinSubjectAsync(string provisional, string into, string reason, CancellationToken cancellation = default);

    /// <summary>Undoes a join. Returns the change's position.</summary>
    Task<long> SplitSubjectAsync(string provisional, string reason, CancellationToken cancellation = default);
}
