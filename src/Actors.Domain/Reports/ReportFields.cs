namespace Actors.Domain.Reports;

/// <summary>Every property that a report of some kind may have at its top level; its name in JSON is the same in camelCase.</summary>
internal enum ReportField
{
    Kind,
    Id,
    Source,
    Via,
    PublishedAt,
    Credibility,
    Caveat,
    Url,
    Quote,
    Incident,
    Occurred,
    Place,
    Type,
    Weapon,
    Perpetrators,
    Targets,
    Outcome,
    Damage,
    Casualties,
    InResponseTo,
    Speaker,
    Stance,
    About,
    Condition,
    Subject,
    Measures,
    Status,
    Base,
    Group,
    Present,
    Since,
    Scope,
    Target,
    Measure,
    Value,
    From,
    FromPrecision,
    AsOf,
    Retracts,
    Reason,
    Set,
}

/// <summary>Which properties each kind of report may have and must have, as bit sets over <see cref="ReportField"/>.</summary>
internal static class ReportFields
{
    public static readonly NameTable Names =
        new([.. Enum.GetNames<ReportField>().Select(static name => char.ToLowerInvariant(name[0]) + name[1..])]);

    /// <summary>What an assessment may decide.</summary>
    public static readonly ulong Assessable = Of(
        ReportField.Occurred, ReportField.Place, ReportField.Type, ReportField.Weapon, ReportField.Perpetrators, ReportField.Targets,
        ReportField.Outcome, ReportField.Damage, ReportField.Casualties);

    public static readonly ulong All = (1UL << Names.Count) - 1;

    private static readonly ulong Common = Of(
        ReportField.Kind, ReportField.Id, ReportField.Source, ReportField.Via, ReportField.PublishedAt, ReportField.Credibility,
        ReportField.Caveat, ReportField.Url, ReportField.Quote);

    private static readonly ulong CommonRequired = Of(ReportField.Kind, ReportField.Id, ReportField.Source, ReportField.PublishedAt);

    private static readonly ulong[] AllowedByKind =
    [
        Common | Assessable | Of(ReportField.Incident, ReportField.InResponseTo),
        Common | Of(ReportField.Speaker, ReportField.Stance, ReportField.About, ReportField.Condition),
        Common | Of(ReportField.Subject, ReportField.Measures, ReportField.Status),
        Common | Of(ReportField.Base, ReportField.Group, ReportField.Present, ReportField.Since),
        Common | Of(ReportField.Scope, ReportField.Target, ReportField.Measure, ReportField.Value, ReportField.From, ReportField.FromPrecision, ReportField.AsOf),
        Common | Of(ReportField.Retracts, ReportField.Reason),
        Common | Of(ReportField.Incident, ReportField.Set, ReportField.Reason),
    ];

    private static readonly ulong[] RequiredByKind =
    [
        CommonRequired,
        CommonRequired | Of(ReportField.Speaker, ReportField.Stance),
        CommonRequired | Of(ReportField.Subject, ReportField.Measures, ReportField.Status),
        CommonRequired | Of(ReportField.Base, ReportField.Group, ReportField.Present),
        CommonRequired | Of(ReportField.Scope, ReportField.Measure, ReportField.Value, ReportField.AsOf),
        CommonRequired | Of(ReportField.Retracts, ReportField.Reason),
        CommonRequired | Of(ReportField.Incident, ReportField.Set, ReportField.Reason),
    ];

    /// <summary>Null (no kind could be read): all.</summary>
    public static ulong Allowed(ReportKind? kind) => kind is { } known ? AllowedByKind[(int)known] : All;

    /// <summary>Null (no kind could be read): what every kind must have.</summary>
    public static ulong Required(ReportKind? kind) => kind is { } known ? RequiredByKind[(int)known] : CommonRequired;

    /// <summary>The kinds that have this property, as words.</summary>
    public static IEnumerable<string> KindsWith(int field) =>
        AllowedByKind.Select(static (mask, kind) => (mask, kind)).Where(pair => (pair.mask & (1UL << field)) != 0).Select(pair => ReportSlugs.Kinds[pair.kind]);

    /// <summary>The names in a bit set.</summary>
    public static string[] NamesOf(ulong mask) => [.. Names.Names.Where((_, i) => (mask & (1UL << i)) != 0)];

    private static ulong Of(params ReadOnlySpan<ReportField> fields)
    {
        var mask = 0UL;
        foreach (var field in fields)
        {
            mask |= 1UL << (int)field;
        }

        return mask;
    }
}
