using System.Collections.Immutable;
using Actors.Abstractions.Subjects;

namespace Actors.Grains.Routing;

/// <summary>All entries of the subject asked for with <c>After &lt; position ≤ To</c>, in order.</summary>
public sealed record CatchUpStep(long After, long To, ImmutableArray<SliceEntry> Entries);
