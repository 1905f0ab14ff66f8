namespace Actors.Domain.Catalogue;

/// <summary>A change of the catalogue: an entry of the ledger's control partition.</summary>
public abstract record CatalogueChange
{
    private protected CatalogueChange()
    {
    }

    /// <summary>Who made it, if known.</summary>
    public string? By { get; init; }

    /// <summary>Why, if said.</summary>
    public string? Reason { get; init; }
}

/// <summary>Adds a base, or replaces the one of that key.</summary>
public sealed record PutBase(BaseEntry Entry) : CatalogueChange;

/// <summary>Adds a region, or replaces the one of that key.</summary>
public sealed record PutRegion(RegionEntry Entry) : CatalogueChange;

/// <summary>Adds a group with its links, or replaces the one of that key.</summary>
public sealed record PutGroup(GroupEntry Entry) : CatalogueChange;

/// <summary>Adds a source, or replaces the one of that key.</summary>
public sealed record PutSource(SourceEntry Entry) : CatalogueChange;

/// <summary>A provisional subject is the same as a known one; its tallies follow. Undone by <see cref="SplitSubject"/>.</summary>
public sealed record JoinSubject(SubjectId Provisional, SubjectId Into) : CatalogueChange;

/// <summary>Undoes the join of a provisional subject.</summary>
public sealed record SplitSubject(SubjectId Provisional) : CatalogueChange;

/// <summary>One thing wrong with a change.</summary>
/// <param name="Pointer">JSON pointer to the field within the change or entry, for example <c>/names/2</c>.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record CatalogueError(string Pointer, string Detail);

/// <summary>A change that does not fit the catalogue it was applied to.</summary>
public sealed class CatalogueChangeException(IReadOnlyList<CatalogueError> errors)
    : Exception("The catalogue change does not fit: " + string.Join(" ", errors.Select(e => $"{e.Pointer}: {e.Detail}")))
{
    /// <summary>All that is wrong, at least one.</summary>
    public IReadOnlyList<CatalogueError> Errors { get; } = errors;
}
