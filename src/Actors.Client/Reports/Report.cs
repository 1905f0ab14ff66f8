using System.Text.Json.Serialization;

namespace Actors.Client;

/// <summary>One statement by one source at one time. Its <see cref="Id"/> makes sending it again safe: the same report is recorded once.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(IncidentReport), "incident")]
[JsonDerivedType(typeof(StatementReport), "statement")]
[JsonDerivedType(typeof(PostureReport), "posture")]
[JsonDerivedType(typeof(PresenceReport), "presence")]
[JsonDerivedType(typeof(TotalReport), "total")]
[JsonDerivedType(typeof(RetractionReport), "retraction")]
[JsonDerivedType(typeof(AssessmentReport), "assessment")]
public abstract record Report
{
    private protected Report()
    {
    }

    /// <summary>The report's own id, 1 … 200 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Who says it: a key or name of a source.</summary>
    public required string Source { get; init; }

    /// <summary>Who passed it on, outermost first; null: nobody.</summary>
    public IReadOnlyList<string>? Via { get; init; }

    /// <summary>When the source said it.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Admiralty credibility, 1 … 6; 6 = cannot be judged; null: not graded.</summary>
    public int? Credibility { get; init; }

    /// <summary>A reservation, for example <c>not-independently-confirmed</c>; its figures then have low 0.</summary>
    public string? Caveat { get; init; }

    /// <summary>Where it can be read.</summary>
    public string? Url { get; init; }

    /// <summary>Verbatim words, up to 10,000 characters.</summary>
    public string? Quote { get; init; }
}

/// <summary>What one source says about one incident. Whatever is null is not stated.</summary>
public sealed record IncidentReport : Report
{
    /// <summary>The sender's own reference: the same reference is the same incident.</summary>
    public string? Incident { get; init; }

    public Occurrence? Occurred { get; init; }

    public Place? Place { get; init; }

    /// <summary>Event type, a slug such as <c>air-drone-strike</c>.</summary>
    public string? Type { get; init; }

    public string? Weapon { get; init; }

    public IReadOnlyList<Perpetrator>? Perpetrators { get; init; }

    public IReadOnlyList<Target>? Targets { get; init; }

    /// <summary><c>hit</c>, <c>intercepted</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public string? Outcome { get; init; }

    public IReadOnlyList<Damage>? Damage { get; init; }

    public IReadOnlyList<Casualties>? Casualties { get; init; }

    /// <summary>The sender's references of incidents this one answers.</summary>
    public IReadOnlyList<string>? InResponseTo { get; init; }
}

/// <summary>A threat, denial, claim of responsibility, blame or condemnation.</summary>
public sealed record StatementReport : Report
{
    public required string Speaker { get; init; }

    /// <summary><c>threat</c>, <c>denial</c>, <c>responsibility</c>, <c>blame</c> or <c>condemnation</c>.</summary>
    public required string Stance { get; init; }

    /// <summary>Subject ids such as <c>group:us-forces</c>.</summary>
    public IReadOnlyList<string>? About { get; init; }

    public string? Condition { get; init; }
}

/// <summary>Protective measures at a base or region.</summary>
public sealed record PostureReport : Report
{
    /// <summary>Subject id of a base or region.</summary>
    public required string Subject { get; init; }

    /// <summary>Slugs: increase-patrols, restrict-access, increase-intelligence, drone-surveillance, evacuate-families, evacuate-base, shelter.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary><c>active</c>, <c>planned</c>, <c>considered</c> or <c>ended</c>.</summary>
    public required string Status { get; init; }
}

/// <summary>A group is, or is no longer, at a base.</summary>
public sealed record PresenceReport : Report
{
    public required string Base { get; init; }

    public required string Group { get; init; }

    public required bool Present { get; init; }

    public DateOnly? Since { get; init; }
}

/// <summary>A count stated by a source over a window of days.</summary>
public sealed record TotalReport : Report
{
    /// <summary>Subject ids; at least one.</summary>
    public required IReadOnlyList<string> Scope { get; init; }

    /// <summary>The group attacked, or null.</summary>
    public string? Target { get; init; }

    /// <summary><c>attacks</c>, <c>killed</c> or <c>injured</c>.</summary>
    public required string Measure { get; init; }

    public required Figure Value { get; init; }

    public DateOnly? From { get; init; }

    /// <summary><c>day</c>, <c>week</c>, <c>month</c>, <c>year</c> or <c>approximate</c>.</summary>
    public string? FromPrecision { get; init; }

    /// <summary>The last day it covers.</summary>
    public required DateOnly AsOf { get; init; }
}

/// <summary>Withdraws a report.</summary>
public sealed record RetractionReport : Report
{
    /// <summary>Id of the report withdrawn.</summary>
    public required string Retracts { get; init; }

    public required string Reason { get; init; }
}

/// <summary>An analyst's decision on fields of one incident; holds until withdrawn. Needs a key with the role analyst.</summary>
public sealed record AssessmentReport : Report
{
    /// <summary>The sender's reference, or the incident's id.</summary>
    public required string Incident { get; init; }

    public required AssessedFields Set { get; init; }

    public required string Reason { get; init; }
}
