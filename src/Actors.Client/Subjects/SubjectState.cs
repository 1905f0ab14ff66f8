using System.Text.Json;

namespace Actors.Client;

/// <summary>What a base, region or group is known for now.</summary>
public sealed record SubjectState
{
    public required string Subject { get; init; }

    /// <summary>The first is shown; all resolve.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>False: nobody has described it yet; a report named it.</summary>
    public bool Known { get; init; }

    public string? Parent { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    /// <summary>IANA zone of its days.</summary>
    public string? Zone { get; init; }

    /// <summary>Threat level, or null where no policy has decided yet.</summary>
    public string? Level { get; init; }

    public DateTimeOffset? LevelSince { get; init; }

    public DateOnly? Today { get; init; }

    public RecentCounts? Counts { get; init; }

    public Tally? Tally { get; init; }

    public IReadOnlyList<IncidentItem> RecentIncidents { get; init => field = value ?? []; } = [];

    /// <summary>Reports that hold now: threats, postures, presences, totals.</summary>
    public IReadOnlyList<JsonElement> Signals { get; init => field = value ?? []; } = [];

    public DateTimeOffset AsOf { get; init; }

    public IReadOnlyDictionary<string, long>? Positions { get; init; }
}

/// <summary>Incidents today, yesterday, in the last 7 and 30 days and in all; days in the subject's zone.</summary>
public sealed record RecentCounts(long Today, long Yesterday, long Last7Days, long Last30Days, long AllTime);

/// <summary>A subject in a list.</summary>
public sealed record SubjectItem
{
    public required string Subject { get; init; }

    public required string Name { get; init; }

    public bool Known { get; init; }

    public string? Parent { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public string? Level { get; init; }

    public DateTimeOffset? LevelSince { get; init; }

    public required RecentCounts Counts { get; init; }
}

/// <summary>A page of subjects; <paramref name="Cursor"/> null at the end.</summary>
public sealed record SubjectPage(IReadOnlyList<SubjectItem> Items, string? Cursor);

/// <summary>The threat decision on a subject with its explanation.</summary>
public sealed record ThreatDecision
{
    public required string Level { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Each rule with the numbers it was decided on.</summary>
    public JsonElement? Rules { get; init; }

    /// <summary>When it will change by itself, or null.</summary>
    public JsonElement? Next { get; init; }

    /// <summary>In plain words.</summary>
    public string? Text { get; init; }
}

/// <summary>Totals stated by sources, held against the subject's own tally.</summary>
public sealed record StatedTotals(IReadOnlyList<StatedTotal> Items);

/// <summary>One stated total.</summary>
/// <param name="Report">The report that states it.</param>
/// <param name="Measure"><c>attacks</c>, <c>killed</c> or <c>injured</c>.</param>
/// <param name="Stated">As said.</param>
/// <param name="Itemised">Counted from incidents.</param>
/// <param name="Unexplained">The gap.</param>
/// <param name="State"><c>agreed</c>, <c>unexplained-gap</c> or <c>itemised-above-stated</c>.</param>
public sealed record StatedTotal(JsonElement Report, string Measure, FigureBounds Stated, FigureBounds Itemised, FigureBounds Unexplained, string State)
{
    /// <summary>In plain words.</summary>
    public string? Text { get; init; }

    /// <summary>Other totals that cannot be true together with it, in words.</summary>
    public IReadOnlyList<string> Conflicts { get; init => field = value ?? []; } = [];

    /// <summary>When the report was recorded.</summary>
    public DateTimeOffset? RecordedAt { get; init; }
}

/// <summary>Bounds of a number.</summary>
/// <param name="Low">At least.</param>
/// <param name="Best">Most likely.</param>
/// <param name="High">At most; null: unbounded.</param>
public sealed record FigureBounds(long Low, long Best, long? High);
