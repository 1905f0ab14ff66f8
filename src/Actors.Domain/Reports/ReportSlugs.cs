namespace Actors.Domain.Reports;

/// <summary>The kinds of report.</summary>
public enum ReportKind
{
    Incident,
    Statement,
    Posture,
    Presence,
    Total,
    Retraction,
    Assessment,
}

/// <summary>The words that the closed vocabularies of a report have in JSON, in stored payloads and as keys of tallies.</summary>
public static class ReportSlugs
{
    internal static readonly NameTable Kinds = new("incident", "statement", "posture", "presence", "total", "retraction", "assessment");
    internal static readonly NameTable Outcomes = new("unknown", "hit", "intercepted", "failed");
    internal static readonly NameTable DayPrecisions = new("day", "week", "month", "year", "approximate");
    internal static readonly NameTable PlacePrecisions = new("exact", "near", "area");
    internal static readonly NameTable PerpetratorRoles = new("suspected", "blamed", "claimed");
    internal static readonly NameTable Stances = new("threat", "denial", "responsibility", "blame", "condemnation");
    internal static readonly NameTable PostureStatuses = new("active", "planned", "considered", "ended");
    internal static readonly NameTable TotalMeasures = new("attacks", "killed", "injured");

    internal static readonly NameTable ProtectiveMeasures = new(
        "increase-patrols", "restrict-access", "increase-intelligence", "drone-surveillance", "evacuate-families", "evacuate-base", "shelter");

    /// <summary>The kind of a report.</summary>
    public static ReportKind Kind(this Report report) => report switch
    {
        IncidentReport => ReportKind.Incident,
        StatementReport => ReportKind.Statement,
        PostureReport => ReportKind.Posture,
        PresenceReport => ReportKind.Presence,
        TotalReport => ReportKind.Total,
        RetractionReport => ReportKind.Retraction,
        AssessmentReport => ReportKind.Assessment,
        _ => throw new ArgumentException($"A report of an unknown type {report.GetType()}.", nameof(report)),
    };

    public static string Slug(this ReportKind value) => Kinds[(int)value];

    public static string Slug(this Outcome value) => Outcomes[(int)value];

    public static string Slug(this DayPrecision value) => DayPrecisions[(int)value];

    public static string Slug(this PlacePrecision value) => PlacePrecisions[(int)value];

    public static string Slug(this PerpetratorRole value) => PerpetratorRoles[(int)value];

    public static string Slug(this Stance value) => Stances[(int)value];

    public static string Slug(this PostureStatus value) => PostureStatuses[(int)value];

    public static string Slug(this TotalMeasure value) => TotalMeasures[(int)value];
}
