using System.Globalization;
using System.Text.Json;

namespace Actors.System.Tests.Faults;

/// <summary>Reports about many bases, some of them revisions, with what each base must answer when all are recorded.</summary>
/// <param name="bases">How many.</param>
/// <param name="random">Decides figures, and what is revised.</param>
/// <param name="mostIncidents">From so many on <see cref="Next"/> only revises.</param>
internal sealed class BaseReports(int bases, Random random, int mostIncidents = int.MaxValue)
{
    private readonly Lock gate = new();
    private readonly List<(int Base, long Killed)> incidents = [];
    private readonly DateTimeOffset started = TimeProvider.System.GetUtcNow();
    private int reports;

    public static string KeyOf(int subject) => string.Create(CultureInfo.InvariantCulture, $"chaos-{subject:00000}");

    /// <summary>A new incident at this base.</summary>
    public (string Id, string Report) New(int subject)
    {
        lock (gate)
        {
            incidents.Add((subject, random.Next(10)));
            return Write(incidents.Count - 1);
        }
    }

    /// <summary>Three of ten are another figure for an incident said before, by the same source; the others are new, some bases far more often than others.</summary>
    public (string Id, string Report) Next()
    {
        lock (gate)
        {
            if (incidents.Count > 0 && (incidents.Count >= mostIncidents || random.Next(10) < 3))
            {
                var revised = random.Next(incidents.Count);
                incidents[revised] = incidents[revised] with { Killed = random.Next(10) };
                return Write(revised);
            }

            var skewed = random.NextDouble();
            return New((int)(skewed * skewed * skewed * bases));
        }
    }

    /// <summary>Incidents and killed by base, were every report made so far recorded once.</summary>
    public Dictionary<int, (long Incidents, long Killed)> Expected()
    {
        lock (gate)
        {
            return incidents.GroupBy(i => i.Base).ToDictionary(g => g.Key, g => ((long)g.Count(), g.Sum(i => i.Killed)));
        }
    }

    private (string Id, string Report) Write(int incident)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"chaos:{++reports:000000}");
        var (subject, killed) = incidents[incident];
        // Of late, so that they also move threat levels and notify.
        var day = DateOnly.FromDateTime(started.UtcDateTime).AddDays(-(incident % 7)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        // Later ids are published later, so the last report made is the last in the order of reports, however they arrive.
        return (id, JsonSerializer.Serialize(new
        {
            kind = "incident",
            id,
            source = "chaos",
            publishedAt = started.AddDays(-1).AddMilliseconds(reports),
            incident = $"i{incident}",
            occurred = new { from = day },
            place = new Dictionary<string, string> { ["base"] = KeyOf(subject) },
            targets = new[] { new { group = "us-forces" } },
            casualties = new[] { new { killed } },
        }));
    }
}
