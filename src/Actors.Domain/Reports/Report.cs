using System.Collections.Immutable;

namespace Actors.Domain.Reports;

/// <summary>One statement by one source at one time, as sent (API.md, "Report"). Null means: the report does not say.</summary>
/// <remarks>Two reports are equal when they say the same: lists compare by their items, in order.</remarks>
public abstract partial record Report
{
    private protected Report()
    {
    }

    /// <summary>Its own id, 1 … 200 characters; the same id again is the same report.</summary>
    public required string Id { get; init; }

    /// <summary>Who says it.</summary>
    public required string Source { get; init; }

    /// <summary>Who passed it on, outermost first.</summary>
    public ImmutableArray<string> Via { get; init; } = [];

    /// <summary>When the source said it, UTC.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Admiralty credibility 1–6; 6 = cannot be judged.</summary>
    public int? Credibility { get; init; }

    /// <summary>A newsroom's reservation, for example <c>not-independently-confirmed</c>.</summary>
    public string? Caveat { get; init; }

    public string? Url { get; init; }

    /// <summary>Verbatim words.</summary>
    public string? Quote { get; init; }

    /// <summary>Who it comes from in the end: the source (relays corroborate nothing).</summary>
    public string RootSource => Source;
}

/// <summary>What one source says about one incident.</summary>
public sealed partial record IncidentReport : Report
{
    /// <summary>The sender's own reference of the incident, 1 … 200 characters.</summary>
    public string? Incident { get; init; }

    public Occurrence? Occurred { get; init; }

    public Place? Place { get; init; }

    /// <summary>Event type, a slug (VOCABULARY.md).</summary>
    public string? Type { get; init; }

    public string? Weapon { get; init; }

    /// <summary>Empty: not stated.</summary>
    public ImmutableArray<Perpetrator> Perpetrators { get; init; } = [];

    /// <summary>Groups attacked. Empty: not stated.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    public Outcome? Outcome { get; init; }

    public ImmutableArray<Damage> Damage { get; init; } = [];

    public ImmutableArray<Casualties> Casualties { get; init; } = [];

    /// <summary>The sender's references of incidents this one answers.</summary>
    public ImmutableArray<string> InResponseTo { get; init; } = [];
}

/// <summary>How an attack ended. An intercepted drone is an attack.</summary>
public enum Outcome
{
    Unknown,
    Hit,
    Intercepted,
    Failed,
}

/// <summary>How exactly a day is known.</summary>
public enum DayPrecision
{
    Day,
    Week,
    Month,
    Year,
    Approximate,
}

/// <summary>When it happened: days in the zone of the incident.</summary>
/// <param name="From">First day; the incident counts on it.</param>
/// <param name="To">Last day, ≥ From.</param>
/// <param name="Zone">IANA zone as stated, or null: the place's own.</param>
public sealed record Occurrence(DateOnly From, DateOnly To, DayPrecision Precision, string? Zone);

/// <summary>How exactly a place is known.</summary>
public enum PlacePrecision
{
    Exact,
    Near,
    Area,
}

/// <summary>Where: a base, or a region, with an optional label and position. Where both are set, the region is the parent of the base
/// should the catalogue not know it. Both may be absent only when a name or position is given (then it is <c>region:world</c>).</summary>
public sealed record Place
{
    public string? Base { get; init; }

    public string? Region { get; init; }

    /// <summary>A label; never makes a subject.</summary>
    public string? Name { get; init; }

    /// <summary>Degrees, −90 … 90; present with Lon or not at all.</summary>
    public double? Lat { get; init; }

    /// <summary>Degrees, −180 … 180.</summary>
    public double? Lon { get; init; }

    public PlacePrecision? Precision { get; init; }
}

/// <summary>On what grounds a group is named as perpetrator.</summary>
public enum PerpetratorRole
{
    Suspected,
    Blamed,
    Claimed,
}

/// <summary>A group named as perpetrator.</summary>
/// <param name="By">Who claims, blames or suspects, if said.</param>
public sealed record Perpetrator(string Group, PerpetratorRole Role, string? By);

/// <summary>What was damaged.</summary>
public sealed record Damage(string Object, string? Extent, Figure? Count);

/// <summary>Killed and injured of one party. A null figure was not stated; an explicit "unknown" is also null.</summary>
/// <param name="Party">A group, or null: of all parties together.</param>
public sealed record Casualties(string? Party, Figure? Killed, Figure? Injured);

/// <summary>A threat, denial, claim of responsibility, blame or condemnation.</summary>
public sealed partial record StatementReport : Report
{
    public required string Speaker { get; init; }

    public required Stance Stance { get; init; }

    public ImmutableArray<SubjectId> About { get; init; } = [];

    public string? Condition { get; init; }
}

public enum Stance
{
    Threat,
    Denial,
    Responsibility,
    Blame,
    Condemnation,
}

/// <summary>Protective measures at a base or region.</summary>
public sealed partial record PostureReport : Report
{
    public required SubjectId Subject { get; init; }

    /// <summary>Slugs: increase-patrols, restrict-access, increase-intelligence, drone-surveillance, evacuate-families, evacuate-base, shelter.</summary>
    public required ImmutableArray<string> Measures { get; init; }

    public required PostureStatus Status { get; init; }
}

public enum PostureStatus
{
    Active,
    Planned,
    Considered,
    Ended,
}

/// <summary>A group is, or is no longer, at a base.</summary>
public sealed record PresenceReport : Report
{
    public required string Base { get; init; }

    public required string Group { get; init; }

    public required bool Present { get; init; }

    public DateOnly? Since { get; init; }
}

/// <summary>A count stated by a source over a window.</summary>
public sealed partial record TotalReport : Report
{
    /// <summary>At least one region, base or group.</summary>
    public required ImmutableArray<SubjectId> Scope { get; init; }

    public string? Target { get; init; }

    public required TotalMeasure Measure { get; init; }

    public required Figure Value { get; init; }

    public DateOnly? From { get; init; }

    public DayPrecision FromPrecision { get; init; } = DayPrecision.Day;

    /// <summary>The last day it covers.</summary>
    public required DateOnly AsOf { get; init; }
}

public enum TotalMeasure
{
    Attacks,
    Killed,
    Injured,
}

/// <summary>Withdraws a report.</summary>
public sealed record RetractionReport : Report
{
    /// <summary>The id of the report withdrawn.</summary>
    public required string Retracts { get; init; }

    public required string Reason { get; init; }
}

/// <summary>An analyst's decision on fields of one incident; holds until withdrawn.</summary>
public sealed record AssessmentReport : Report
{
    /// <summary>The sender's reference, or the incident's id.</summary>
    public required string Incident { get; init; }

    /// <summary>The fields it decides, as an incident report that states only those.</summary>
    public required IncidentReport Set { get; init; }

    public required string Reason { get; init; }
}
