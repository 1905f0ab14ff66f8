using System.Globalization;
using System.Text;
using Actors.Benchmarks.Workload;
using Actors.Domain.Reports;

namespace Actors.Benchmarks.Product;

/// <summary>Reports about today, under policies by which one in a hundred raises the level of a base that was never attacked before.</summary>
public static class LiveReports
{
    /// <summary>One report in so many is a probe.</summary>
    public const int ProbeEvery = 100;

    private const string Never = """{ "id": "never", "why": "a benchmark asks for silence", "level": "Alpha", "when": { "incidents": { "days": 3, "atLeast": 1000000 } } }""";
    private const string Attacked = """{ "id": "attacked", "why": "the base was attacked", "level": "Bravo", "when": { "incidents": { "days": 3, "atLeast": 1 } } }""";

    /// <summary>Puts the probe policies in force.</summary>
    public static async Task PutPoliciesAsync(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        foreach (var (kind, rule) in new[] { ("base", Attacked), ("region", Never), ("group", Never) })
        {
            var json = $$"""
                { "id": "probe-{{kind}}", "version": 1, "subject": "{{kind}}", "description": "Probe of the benchmark.", "scale": "fpcon",
                  "evidence": { "reliability": { "A": 1, "B": 1, "C": 1, "D": 1, "E": 1, "F": 1 }, "credibility": { "1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1 },
                                "outcome": { "hit": 1, "intercepted": 1, "failed": 1, "unknown": 1 }, "decay": { "tauDays": 30, "delta": 1 } },
                  "detectors": [], "rules": [ {{rule}} ], "combine": "highest", "stepDown": "P1D", "newSources": "suppress", "newSourceDays": 28, "floorFromParent": "ignore" }
                """;
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var answer = await http.PutAsync(new Uri($"/v1/policies/probe-{kind}", UriKind.Relative), content);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"The policy probe-{kind} was refused: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    /// <summary>The same reports, about today; each hundredth about a base of its own.</summary>
    /// <param name="reports">As the workload makes them.</param>
    /// <param name="run">Tells the probes of one run from those of another.</param>
    public static SyntheticReport[] Make(SyntheticReport[] reports, string run)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return [.. reports.Select((made, i) =>
        {
            var report = (IncidentReport)ReportReader.ReadOne(made.Canonical).Reports![0];
            report = report with { Occurred = new Occurrence(today, today, DayPrecision.Day, "UTC"), PublishedAt = TimeProvider.System.GetUtcNow() };
            if (i % ProbeEvery == 0)
            {
                report = report with { Incident = $"{run}-{i}", Place = report.Place! with { Base = NameOf(run, i) } };
            }

            return made with { Canonical = ReportWriter.WriteCanonical(report) };
        })];
    }

    /// <summary>The base of a probe.</summary>
    public static string NameOf(string run, int i) => string.Create(CultureInfo.InvariantCulture, $"probe-{run}-{i}");
}
