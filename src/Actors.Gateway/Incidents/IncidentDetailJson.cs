using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Abstractions.Queries;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Gateway.Incidents;

/// <summary>One incident whole: what is held true, every claim behind each field, revisions, reports.</summary>
public sealed record IncidentDetailJson
{
    public required string Id { get; init; }

    public required int Revision { get; init; }

    /// <summary>The incident it was merged into.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MergedInto { get; init; }

    /// <summary>False: no live report; it counts nowhere and keeps its history.</summary>
    public required bool Live { get; init; }

    public required bool Contested { get; init; }

    public DateOnly? Day { get; init; }

    public string? Place { get; init; }

    public string? Type { get; init; }

    public string? Weapon { get; init; }

    public required string Outcome { get; init; }

    public required IReadOnlyList<GroupJson> Perpetrators { get; init; }

    public required IReadOnlyList<GroupJson> Targets { get; init; }

    public required IReadOnlyList<CasualtyJson> Casualties { get; init; }

    /// <summary>Every field somebody stated: value chosen, claims for and against, why.</summary>
    public required IReadOnlyList<FieldJson> Fields { get; init; }

    public required IReadOnlyList<string> InResponseTo { get; init; }

    /// <summary>Every report behind it, as recorded.</summary>
    public required IReadOnlyList<ReportJson> Reports { get; init; }

    public required IReadOnlyList<WithdrawnReport> Withdrawn { get; init; }

    public required IReadOnlyList<IneffectiveReport> Ineffective { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<RevisionJson> Revisions { get; init; }

    /// <summary>Version of the assessment rules.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>Subjects whose tallies it is in.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    public required SortedDictionary<string, long> Positions { get; init; }

    public static IncidentDetailJson Of(IncidentDetail detail, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(catalogue);
        var stored = detail.Reports.Select(r => (r, Recorded: RecordedReportCodec.Read(r.Payload, r.RecordedAt))).ToList();
        var assessed = Assessor.Assess(detail.Incident, detail.Revision, [.. stored.Select(s => s.Recorded)], AssessmentRules.Default);
        var contribution = detail.MergedInto is null ? assessed.Contribution : null;
        var subjects = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var place in contribution?.Places ?? [])
        {
            subjects.UnionWith(catalogue.Expand(place.Leaf, place.Within).Select(s => s.ToString()));
        }

        foreach (var group in contribution?.Groups ?? [])
        {
            subjects.UnionWith(catalogue.Expand(SubjectId.Group(group.Group)).Select(s => s.ToString()));
        }

        return new IncidentDetailJson
        {
            Id = detail.Incident.ToString("D"),
            Revision = detail.Revision,
            MergedInto = detail.MergedInto?.ToString("D"),
            Live = contribution is not null,
            Contested = contribution?.Contested ?? false,
            Day = assessed.Occurred?.From,
            Place = assessed.Place is null ? null : PlaceId(assessed.Place),
            Type = assessed.Type,
            Weapon = assessed.Weapon,
            Outcome = assessed.Outcome.ToString().ToLowerInvariant(),
            Perpetrators = [.. assessed.Perpetrators.Select(GroupJson.Of)],
            Targets = [.. assessed.Targets.Select(GroupJson.Of)],
            Casualties = [.. (contribution?.Casualties ?? []).Select(CasualtyJson.Of)],
            Fields = [.. assessed.Fields.Select(FieldJson.From)],
            InResponseTo = assessed.InResponseTo,
            Reports = [.. stored.Select(s => ReportJson.Of(s.Recorded, s.r))],
            Withdrawn = assessed.WithdrawnReports,
            Ineffective = assessed.IneffectiveReports,
            Revisions = [.. detail.Revisions.Select(RevisionJson.Of)],
            RulesVersion = assessed.RulesVersion,
            Subjects = [.. subjects],
            AsOf = detail.AsOf,
            Positions = Wire.Positions.ToJson(detail.Positions),
        };
    }

    private static string PlaceId(Place place) =>
        place.Base is not null ? SubjectId.Base(place.Base).ToString() : SubjectId.Region(place.Region ?? SubjectId.World.Key).ToString();
}

/// <summary>A group of an incident; membership low: certain, best: chosen, high: claimed by some.</summary>
public sealed record GroupJson(string Group, string Membership, IReadOnlyList<Perpetrator> As)
{
    public static GroupJson Of(AssessedGroup group) => new(
        SubjectId.Group(group.Group).ToString(),
        (group.Membership & Domain.Incidents.Membership.Low) == Domain.Incidents.Membership.Low ? "low"
            : (group.Membership & Domain.Incidents.Membership.Best) == Domain.Incidents.Membership.Best ? "best"
            : "high",
        group.As);
}

/// <summary>A field as assessed.</summary>
public sealed record FieldJson(
    string Name,
    string? Of,
    FieldState State,
    string Value,
    FigureJson? Figure,
    string Reason,
    IReadOnlyList<ClaimJson> For,
    IReadOnlyList<ClaimJson> Against,
    FieldDecision? Decision)
{
    internal static FieldJson From(AssessedField field) => new(
        field.Name,
        field.Of,
        field.State,
        field.Value,
        FigureJson.Of(field.Figure),
        field.Reason,
        [.. field.For.Select(ClaimJson.Of)],
        [.. field.Against.Select(ClaimJson.Of)],
        field.Decision);
}

/// <summary>What one report says about one field.</summary>
public sealed record ClaimJson(
    string Report,
    string Source,
    IReadOnlyList<string> Via,
    DateTimeOffset At,
    string Reliability,
    int? Credibility,
    string? Caveat,
    string Value)
{
    public static ClaimJson Of(FieldClaim claim) => new(
        claim.Report, claim.Source, claim.Via, claim.At, claim.Reliability.ToString(), claim.Credibility, claim.Caveat, claim.Value);
}

/// <summary>A report behind the incident.</summary>
/// <param name="Report">With names resolved.</param>
/// <param name="AsSent">As sent, where resolving names changed it.</param>
public sealed record ReportJson(
    JsonElement Report,
    string Scope,
    string Reliability,
    DateTimeOffset RecordedAt,
    DateTimeOffset ReceivedAt,
    string Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? AsSent)
{
    internal static ReportJson Of(RecordedReport recorded, StoredReport stored) => new(
        JsonElement.Parse(ReportWriter.WriteCanonical(recorded.Report)),
        recorded.Scope,
        recorded.Reliability.ToString(),
        stored.RecordedAt,
        recorded.ReceivedAt,
        stored.Position,
        recorded.AsSent.Length == 0 ? null : JsonElement.Parse(recorded.AsSent));
}

/// <summary>One revision.</summary>
public sealed record RevisionJson(
    int Revision,
    DateTimeOffset RecordedAt,
    string Position,
    string Kind,
    IReadOnlyList<string> Reports,
    bool Counts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Author)
{
    internal static RevisionJson Of(RevisionSummary revision) => new(
        revision.Revision, revision.RecordedAt, revision.Position, revision.Kind, revision.Reports,
        revision.Contribution.Length > 0, revision.Reason, revision.Author);
}
