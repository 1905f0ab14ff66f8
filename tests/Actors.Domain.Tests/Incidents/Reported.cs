using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Incidents;

/// <summary>Builds recorded reports for tests: what a report does not say stays unsaid.</summary>
internal static class Reported
{
    public static readonly DateTimeOffset Evening = new(2023, 11, 9, 18, 0, 0, TimeSpan.Zero);

    public static RecordedReport Incident(
        string id,
        string source,
        int minute = 0,
        char reliability = 'C',
        int? credibility = null,
        string? caveat = null,
        string scope = "local",
        string[]? at = null,
        bool placeKnown = true,
        string? day = null,
        string? to = null,
        DayPrecision precision = DayPrecision.Day,
        string? type = null,
        string? weapon = null,
        Outcome? outcome = null,
        string[]? perpetrators = null,
        string[]? targets = null,
        Damage[]? damage = null,
        Casualties[]? casualties = null,
        string? reference = null) =>
        Record(
            new IncidentReport
            {
                Id = id,
                Source = source,
                Via = ["guardian"],
                PublishedAt = Evening.AddMinutes(minute),
                Credibility = credibility,
                Caveat = caveat,
                Incident = reference,
                Occurred = day is null ? null : new Occurrence(DateOnly.Parse(day), DateOnly.Parse(to ?? day), precision, null),
                Place = PlaceOf(at),
                Type = type,
                Weapon = weapon,
                Outcome = outcome,
                Perpetrators = [.. (perpetrators ?? []).Select(group => new Perpetrator(group, PerpetratorRole.Suspected, null))],
                Targets = [.. targets ?? []],
                Damage = [.. damage ?? []],
                Casualties = [.. casualties ?? []],
            },
            scope,
            reliability,
            at: at,
            placeKnown: placeKnown);

    public static RecordedReport Retraction(string id, string retracts, int minute, string scope = "local", bool analyst = false) =>
        Record(
            new RetractionReport { Id = id, Source = "desk", PublishedAt = Evening.AddMinutes(minute), Retracts = retracts, Reason = "source withdrew" },
            scope,
            analyst: analyst);

    public static RecordedReport Assessment(string id, int minute, RecordedReport set, bool analyst = true, string scope = "local") =>
        Record(
            new AssessmentReport
            {
                Id = id,
                Source = "duty-analyst",
                PublishedAt = Evening.AddMinutes(minute),
                Incident = "x",
                Set = (IncidentReport)set.Report,
                Reason = "seen on video.",
            },
            scope,
            analyst: analyst) with
        { PlaceLineage = set.PlaceLineage, PlaceKnown = set.PlaceKnown };

    public static RecordedReport Record(
        Report report,
        string scope = "local",
        char reliability = 'C',
        bool analyst = false,
        string[]? at = null,
        bool placeKnown = true) => new()
        {
            Report = report,
            Scope = scope,
            RecordedAt = report.PublishedAt.AddMinutes(1),
            ReceivedAt = report.PublishedAt.AddMinutes(1),
            Reliability = reliability,
            Analyst = analyst,
            PlaceLineage = [.. (at ?? []).Select(Subject)],
            PlaceKnown = at is not null && placeKnown,
        };

    public static SubjectId Subject(string text) =>
        SubjectId.TryParse(text, out var subject) ? subject : throw new ArgumentException(text, nameof(text));

    public static Casualties Killed(string? party, Figure killed) => new(party, killed, null);

    public static AssessedIncident Assess(params RecordedReport[] reports) =>
        Assessor.Assess(Guid.Empty, reports.Length, reports, AssessmentRules.Default);

    public static AssessedField Field(this AssessedIncident incident, string name, string? of = null) =>
        Assert.Single(incident.Fields, field => field.Name == name && field.Of == of);

    private static Place? PlaceOf(string[]? lineage)
    {
        if (lineage is null)
        {
            return null;
        }

        var leaf = Subject(lineage[0]);
        return leaf.Kind == SubjectKind.Base ? new Place { Base = leaf.Key } : new Place { Region = leaf.Key };
    }
}
