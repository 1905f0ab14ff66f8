using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>
/// Incidents that may count on several days (or, for a group, at several places), kept one by one: sums of cells would count them
/// twice. They are few; beyond <see cref="MaxKept"/> none is kept and what they touch is answered from the ledger.
/// </summary>
/// <remarks>Counts are signed: after a merge two partitions carry one incident's entries, and they may arrive in either order.</remarks>
internal sealed class SpreadList
{
    /// <summary>About half a kilobyte each.</summary>
    public const int MaxKept = 10_000;

    /// <summary>The "year" of the undated.</summary>
    public const int NoYear = 0;

    private readonly Dictionary<(Guid Incident, int Revision), (Contribution Contribution, int Weight)> kept = [];
    private readonly Dictionary<int, int> touched = [];

    /// <summary>True when the list grew too long and was given up for good.</summary>
    public bool GivenUp { get; private set; }

    public IReadOnlyDictionary<(Guid Incident, int Revision), (Contribution Contribution, int Weight)> Kept => kept;

    /// <summary>How many (signed) touch each year.</summary>
    public IReadOnlyDictionary<int, int> Touched => touched;

    public void Add(Contribution contribution, int weight)
    {
        if (contribution.Days.IsEmpty)
        {
            Touch(NoYear, weight);
        }

        var last = NoYear;
        foreach (var year in contribution.Days.Select(d => d.Value.Year).Order())
        {
            if (year != last)
            {
                Touch(year, weight);
                last = year;
            }
        }

        if (GivenUp)
        {
            return;
        }

        var key = (contribution.Incident, contribution.Revision);
        var sum = weight + (kept.TryGetValue(key, out var known) ? known.Weight : 0);
        if (sum == 0)
        {
            kept.Remove(key);
            return;
        }

        kept[key] = (contribution, sum);
        if (kept.Count > MaxKept)
        {
            GiveUp();
        }
    }

    public void GiveUp()
    {
        GivenUp = true;
        kept.Clear();
        kept.TrimExcess();
    }

    public void Touch(int year, int weight)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(touched, year, out _);
        count += weight;
        if (count == 0)
        {
            touched.Remove(year);
        }
    }

    /// <summary>Restores one that a snapshot kept; its years are restored apart.</summary>
    public void Restore(Contribution contribution, int weight) => kept[(contribution.Incident, contribution.Revision)] = (contribution, weight);

    /// <summary>True when the answer to a window does not depend on incidents that were given up. The undated show in every answer.</summary>
    public bool CanAnswer(DateOnly? from, DateOnly? to) =>
        !GivenUp || !touched.Keys.Any(year => year == NoYear || ((from is null || year >= from.Value.Year) && (to is null || year <= to.Value.Year)));
}
