namespace Actors.Client;

/// <summary>When it happened: days in the zone of the incident.</summary>
public sealed record Occurrence
{
    /// <summary>First day; the incident counts on it.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null: the same as <see cref="From"/>.</summary>
    public DateOnly? To { get; init; }

    /// <summary><c>day</c>, <c>week</c>, <c>month</c>, <c>year</c> or <c>approximate</c>; null: <c>day</c>.</summary>
    public string? Precision { get; init; }

    /// <summary>IANA zone; null: the place's own.</summary>
    public string? Zone { get; init; }
}

/// <summary>Where: a base, or a region with an optional label and position.</summary>
public sealed record Place
{
    public string? Base { get; init; }

    public string? Region { get; init; }

    /// <summary>A label; never makes a subject.</summary>
    public string? Name { get; init; }

    /// <summary>Degrees, −90 … 90; with <see cref="Lon"/> or not at all.</summary>
    public double? Lat { get; init; }

    /// <summary>Degrees, −180 … 180.</summary>
    public double? Lon { get; init; }

    /// <summary><c>exact</c>, <c>near</c> or <c>area</c>.</summary>
    public string? Precision { get; init; }
}

/// <summary>A group named as perpetrator.</summary>
public sealed record Perpetrator
{
    public required string Group { get; init; }

    /// <summary><c>claimed</c>, <c>blamed</c> or <c>suspected</c>; null: suspected.</summary>
    public string? Role { get; init; }

    /// <summary>Who claims, blames or suspects.</summary>
    public string? By { get; init; }
}

/// <summary>A group attacked.</summary>
public sealed record Target(string Group);

/// <summary>What was damaged.</summary>
public sealed record Damage
{
    public required string Object { get; init; }

    public string? Extent { get; init; }

    public Figure? Count { get; init; }
}

/// <summary>Killed and injured of one party; a null figure is not stated.</summary>
public sealed record Casualties
{
    /// <summary>A group; null: of all parties together.</summary>
    public string? Party { get; init; }

    public Figure? Killed { get; init; }

    public Figure? Injured { get; init; }
}

/// <summary>The fields an <see cref="AssessmentReport"/> decides. Null: left as the claims have it.</summary>
public sealed record AssessedFields
{
    public Occurrence? Occurred { get; init; }

    public Place? Place { get; init; }

    public string? Type { get; init; }

    public string? Weapon { get; init; }

    public IReadOnlyList<Perpetrator>? Perpetrators { get; init; }

    public IReadOnlyList<Target>? Targets { get; init; }

    public string? Outcome { get; init; }

    public IReadOnlyList<Damage>? Damage { get; init; }

    public IReadOnlyList<Casualties>? Casualties { get; init; }
}
