namespace Actors.Abstractions.Catalogue;

/// <summary>The one door to the catalogue part of the control partition. Key: 0.</summary>
[Alias("Actors.ICatalogueGrain")]
public interface ICatalogueGrain : IGrainWithIntegerKey
{
    /// <summary>Checks and records a change. Returns when it is durable; subjects whose leaves changed fold anew in the background.</summary>
    /// <param name="change">CatalogueChangeCodec.</param>
    [Alias("Change")]
    Task<CatalogueAnswer> ChangeAsync(byte[] change);

    /// <summary>Records a change as an export has it, unless it stands here already.</summary>
    /// <param name="change">CatalogueChangeCodec.</param>
    /// <param name="firstRecordedAt">When the system that exported it recorded it.</param>
    [Alias("Restore")]
    Task<CatalogueAnswer> RestoreAsync(byte[] change, DateTimeOffset firstRecordedAt);

    /// <summary>Changes recorded after a position of the control partition, in order; at most 500. For processes without a database.</summary>
    [Alias("Read")]
    Task<CatalogueChanges> ReadAsync(long after);
}

/// <summary>What a change came to.</summary>
/// <param name="Position">Where it stands in the control partition; 0 when refused.</param>
/// <param name="Problems">What is wrong with it; empty when recorded.</param>
[GenerateSerializer, Immutable, Alias("Actors.CatalogueAnswer")]
public sealed record CatalogueAnswer(
    [property: Id(0)] long Position,
    [property: Id(1)] IReadOnlyList<CatalogueProblem> Problems)
{
    /// <summary>A restored change stood here already.</summary>
    [Id(2)]
    public bool Repeated { get; init; }
}

/// <summary>One thing wrong with a change.</summary>
[GenerateSerializer, Immutable, Alias("Actors.CatalogueProblem")]
public sealed record CatalogueProblem(
    [property: Id(0)] string Pointer,
    [property: Id(1)] string Detail);

/// <summary>A run of recorded changes.</summary>
/// <param name="To">The position read up to.</param>
[GenerateSerializer, Immutable, Alias("Actors.CatalogueChanges")]
public sealed record CatalogueChanges(
    [property: Id(0)] long To,
    [property: Id(1)] IReadOnlyList<RecordedChange> Items);

/// <summary>A recorded change.</summary>
[GenerateSerializer, Immutable, Alias("Actors.RecordedChange")]
public sealed record RecordedChange(
    [property: Id(0)] long Position,
    [property: Id(1)] byte[] Change);
