using System.Collections.Immutable;

namespace Actors.Domain.Reports;

/// <summary>Casualties that one report states under several names of one party.</summary>
public static class PartyCasualtiesMerge
{
    /// <summary>Each party once, in the order first named. The same figure under two names is said twice and counts once. Different figures are
    /// taken for parts of it: best and high are their sums; low is the greatest of their lows, since one may include the other.</summary>
    public static ImmutableArray<Casualties> OnePerParty(IEnumerable<Casualties> casualties)
    {
        ArgumentNullException.ThrowIfNull(casualties);
        var merged = ImmutableArray.CreateBuilder<Casualties>();
        foreach (var stated in casualties)
        {
            var at = 0;
            while (at < merged.Count && !string.Equals(merged[at].Party, stated.Party, StringComparison.Ordinal))
            {
                at++;
            }

            if (at == merged.Count)
            {
                merged.Add(stated);
            }
            else
            {
                merged[at] = new Casualties(stated.Party, Join(merged[at].Killed, stated.Killed), Join(merged[at].Injured, stated.Injured));
            }
        }

        return merged.ToImmutable();
    }

    private static Figure? Join(Figure? one, Figure? other) =>
        one is not { } a ? other
        : other is not { } b || a == b ? a
        : new Figure(Math.Max(a.Low, b.Low), a.Best + b.Best, a.High + b.High);
}
