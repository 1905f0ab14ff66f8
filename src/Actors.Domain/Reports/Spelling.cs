namespace Actors.Domain.Reports;

/// <summary>Finds what somebody meant to write.</summary>
internal static class Spelling
{
    private const int MaxLength = 64;

    /// <summary>
    /// The candidate with the least edit distance (insertions, deletions, substitutions and swaps of neighbours; case ignored), or null
    /// when even that one differs in more than half of its characters; then a candidate of which the word is the beginning, or the other
    /// way round, will do. Ties: the earlier candidate.
    /// </summary>
    public static string? Closest(string written, IEnumerable<string> candidates)
    {
        if (written.Length is 0 or > MaxLength)
        {
            return null;
        }

        string? closest = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > MaxLength)
            {
                continue;
            }

            var distance = Distance(written, candidate);
            if (distance < least && distance * 2 <= Math.Max(written.Length, candidate.Length))
            {
                (closest, least) = (candidate, distance);
            }
        }

        return closest ?? candidates.FirstOrDefault(candidate =>
            Math.Min(candidate.Length, written.Length) >= 3
            && (candidate.StartsWith(written, StringComparison.OrdinalIgnoreCase) || written.StartsWith(candidate, StringComparison.OrdinalIgnoreCase)));
    }

    // Optimal string alignment distance (Damerau 1964, restricted): three rows of the table are enough.
    private static int Distance(string a, string b)
    {
        Span<int> twoAbove = stackalloc int[MaxLength + 1];
        Span<int> above = stackalloc int[MaxLength + 1];
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    best = Math.Min(best, twoAbove[j - 2] + 1);
                }

                row[j] = best;
            }

            above.CopyTo(twoAbove);
            row.CopyTo(above);
        }

        return above[b.Length];
    }

    private static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
}
