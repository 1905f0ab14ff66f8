using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>Incidents (best) today, yesterday, in the last 7 and 30 days with today, and of all time.</summary>
public readonly record struct RecentIncidents(long Today, long Yesterday, long Last7Days, long Last30Days, long AllTime);

public sealed partial class SubjectState
{
    /// <summary>Counts around a day, or null where <see cref="TryAnswer"/> would give null.</summary>
    public RecentIncidents? Counts(DateOnly today, ICatalogue catalogue, GroupRole? role = null)
    {
        var windows = new[] { 0, 1, 6, 29 };
        var counts = new long[windows.Length];
        for (var i = 0; i < windows.Length; i++)
        {
            var from = DateOnly.FromDayNumber(Math.Max(0, today.DayNumber - windows[i]));
            var window = new TallyFilter { Subject = Subject, Role = role, From = from, To = i == 1 ? from : today };
            if (TryAnswer(window, TallyBy.None, catalogue) is not { } tally)
            {
                return null;
            }

            counts[i] = tally.Incidents;
        }

        return TryAnswer(new TallyFilter { Subject = Subject, Role = role }, TallyBy.None, catalogue) is { } all
            ? new RecentIncidents(counts[0], counts[1], counts[2], counts[3], all.Incidents)
            : null;
    }
}
