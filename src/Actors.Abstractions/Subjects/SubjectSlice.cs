using System.Collections.Immutable;

namespace Actors.Abstractions.Subjects;

/// <summary>All entries of one subject in one partition with <c>Prev &lt; position ≤ To</c>, in order.</summary>
/// <param name="Partition">The data partition.</param>
/// <param name="Prev">Where the interval starts (exclusive); it says nothing about positions at or below it.</param>
/// <param name="To">Where the interval ends (inclusive); may be past the last entry.</param>
/// <param name="Entries">The entries; at least one.</param>
[GenerateSerializer, Immutable, Alias("Actors.SubjectSlice")]
public sealed record SubjectSlice(
    [property: Id(0)] int Partition,
    [property: Id(1)] long Prev,
    [property: Id(2)] long To,
    [property: Id(3)] ImmutableArray<SliceEntry> Entries);
