namespace Actors.Ledger;

/// <summary>What a <see cref="RevisionQuery"/> must be.</summary>
internal static class RevisionChecks
{
    private const int MaxLimit = 10_000;

    public static void Check(RevisionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"{nameof(RevisionQuery.Limit)} must be 1 to {MaxLimit}.");
        }

        if (query.From > query.To)
        {
            throw new ArgumentException($"{nameof(RevisionQuery.From)} ({query.From:yyyy-MM-dd}) is after {nameof(RevisionQuery.To)} ({query.To:yyyy-MM-dd}).", nameof(query));
        }
    }

    /// <summary>True when a group of terms is empty, so that nothing can have one of its terms.</summary>
    public static bool MatchesNothing(RevisionQuery query) => query.AllOf.Any(group => group.Count == 0) || query.At.Positions.Count == 0;
}
