using System.Globalization;
using System.Text.Json;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;

namespace Actors.Import.Tests;

/// <summary>Folds the reports of a file through the domain, without a server, and compares with counts computed independently.</summary>
internal static class OracleTally
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The contributions of a file, an incident each; refusals fail.</summary>
    public static List<Contribution> Fold(IReportSource source, string path)
    {
        var catalogue = Catalogue.BuiltIn;
        var byReference = new Dictionary<string, List<RecordedReport>>(StringComparer.Ordinal);
        foreach (var row in source.Read(new ImportFile(path).Open()))
        {
            Assert.Null(row.Refusal);
            if (row.Report is IncidentReport report)
            {
                var recorded = Record(report, source.Scope!, catalogue);
                if (!byReference.TryGetValue(report.Incident!, out var reports))
                {
                    byReference.Add(report.Incident!, reports = []);
                }

                reports.Add(recorded);
            }
        }

        return [.. byReference.Select(incident => Assessor.Contribute(
            IncidentIds.OfReference(source.Scope!, incident.Key), incident.Value.Count, incident.Value, AssessmentRules.Default)!)];
    }

    /// <summary>As recording it does: names become keys, and the place its lineage.</summary>
    private static RecordedReport Record(IncidentReport report, string scope, Catalogue catalogue)
    {
        var region = catalogue.Resolve(SubjectKind.Region, report.Place!.Region!);
        return new RecordedReport
        {
            Report = report with
            {
                Place = report.Place with { Region = region.Subject.Key },
                Perpetrators = [.. report.Perpetrators.Select(p => p with { Group = catalogue.Resolve(SubjectKind.Group, p.Group).Subject.Key })],
                Targets = [.. report.Targets.Select(t => catalogue.Resolve(SubjectKind.Group, t).Subject.Key)],
            },
            Scope = scope,
            ReceivedAt = ReceivedAt,
            RecordedAt = ReceivedAt,
            PlaceLineage = region.Known ? catalogue.Expand(region.Subject) : catalogue.Expand(region.Subject, SubjectId.World),
            PlaceKnown = region.Known,
        };
    }

    /// <summary>Compares with the oracle's <c>normalised</c> part: all of it, every country, year and side.</summary>
    public static void AssertEqual(List<Contribution> contributions, string oraclePath)
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(oraclePath));
        var normalised = oracle.RootElement.GetProperty("normalised");
        var years = contributions.ToLookup(c => c.Days[0].Value.Year.ToString(CultureInfo.InvariantCulture));
        IEnumerable<Contribution> OfYear(string year) => years[year];
        AssertTally(normalised.GetProperty("total"), contributions, new TallyFilter { Subject = SubjectId.World });
        foreach (var country in normalised.GetProperty("by_country").EnumerateArray())
        {
            AssertTally(country, contributions, new TallyFilter { Subject = Region(country.GetProperty("key").GetString()!) });
        }

        foreach (var year in normalised.GetProperty("by_year").EnumerateArray())
        {
            AssertTally(year, OfYear(year.GetProperty("key").GetString()!), Year(new TallyFilter { Subject = SubjectId.World }, year.GetProperty("key").GetString()!));
        }

        foreach (var side in normalised.GetProperty("by_side_b").EnumerateArray())
        {
            var group = Catalogue.BuiltIn.Resolve(SubjectKind.Group, side.GetProperty("key").GetString()!).Subject;
            AssertTally(side, contributions, new TallyFilter { Subject = group, Role = GroupRole.Target, Figures = FigureScope.All });
        }

        if (normalised.TryGetProperty("by_country_year", out var both))
        {
            foreach (var cell in both.EnumerateArray())
            {
                var parts = cell.GetProperty("key").GetString()!.Split('|', StringSplitOptions.TrimEntries);
                AssertTally(cell, OfYear(parts[1]), Year(new TallyFilter { Subject = Region(parts[0]) }, parts[1]));
            }
        }
    }

    private static SubjectId Region(string country) => Catalogue.BuiltIn.Resolve(SubjectKind.Region, country).Subject;

    private static TallyFilter Year(TallyFilter filter, string year) =>
        filter with { From = DateOnly.ParseExact(year + "-01-01", "yyyy-MM-dd"), To = DateOnly.ParseExact(year + "-12-31", "yyyy-MM-dd") };

    private static void AssertTally(JsonElement expected, IEnumerable<Contribution> contributions, TallyFilter filter)
    {
        var tally = TallyFold.Of(contributions, filter, TallyBy.None, Catalogue.BuiltIn);
        var name = $"{filter.Subject} {filter.From} {filter.Role}";
        Assert.Equal(
            (name, Number("events"), Number("low"), Number("best"), Number("high")),
            (name, tally.Incidents, tally.Killed.Low, tally.Killed.Best, tally.Killed.High!.Value));

        long Number(string field) => expected.GetProperty(field).GetInt64();
    }
}
