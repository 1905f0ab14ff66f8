namespace Actors.Domain.Threat.Notifications;

/// <summary>Counts that are told: 1, 2, 4 and 5 × 10ⁿ from 10 on.</summary>
public static class Milestones
{
    /// <summary>Those up to and including this count, ascending: 10, 20, 40, 50, 100, …</summary>
    public static IEnumerable<long> UpTo(long count)
    {
        for (var power = 10L; power <= count && power <= long.MaxValue / 100; power *= 10)
        {
            foreach (var factor in (int[])[1, 2, 4, 5])
            {
                if (power * factor <= count)
                {
                    yield return power * factor;
                }
            }
        }
    }
}
