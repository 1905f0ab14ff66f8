using System.Collections.Immutable;

namespace Actors.Streaming;

/// <summary>
/// What a ledger stream carries: every entry of one partition with <c>After &lt; position ≤ To</c>, in order. A page without entries
/// (After = To) says only how far the partition was read; it comes at the start and then every few seconds of quiet.
/// </summary>
/// <param name="Partition">The data partition.</param>
[GenerateSerializer, Immutable, Alias("Actors.LedgerPageEvent")]
public sealed record LedgerPageEvent(
    [property: Id(0)] int Partition,
    [property: Id(1)] long After,
    [property: Id(2)] long To,
    [property: Id(3)] ImmutableArray<LedgerPageEntry> Entries);

/// <summary>One entry on a page.</summary>
/// <param name="Position">From 1.</param>
/// <param name="RecordedAtTicks">UTC ticks of the recording time.</param>
/// <param name="Kind">The kind, as appended.</param>
/// <param name="Terms">Term ids of the subjects it names.</param>
/// <param name="Effects">The effects blob, as stored.</param>
[GenerateSerializer, Immutable, Alias("Actors.LedgerPageEntry")]
public sealed record LedgerPageEntry(
    [property: Id(0)] long Position,
    [property: Id(1)] long RecordedAtTicks,
    [property: Id(2)] byte Kind,
    [property: Id(3)] ImmutableArray<int> Terms,
    [property: Id(4)] ReadOnlyMemory<byte> Effects);
