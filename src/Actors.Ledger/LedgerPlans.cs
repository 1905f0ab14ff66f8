namespace Actors.Ledger;

/// <summary>Where one way of reading gives over to another; the figures are measured, see the tests that hold the plans.</summary>
internal static class LedgerPlans
{
    /// <summary>Intervals up to this many positions are read by primary key with a filter, longer ones through the subject index.</summary>
    public const long MaxRangeInterval = 20_000;

    /// <summary>Bytes of blobs a page carries at most, unless its first entry alone is larger.</summary>
    public const long MaxPageBytes = 8 * 1024 * 1024;

    /// <summary>Spans of more than this many days are looked up apart (see the partial index on incident revisions).</summary>
    public const int LongSpanDays = 31;
}
