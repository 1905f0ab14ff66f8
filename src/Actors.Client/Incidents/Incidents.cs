using System.Text.Json;

namespace Actors.Client;

/// <summary>An incident in a list: the values chosen.</summary>
public sealed record IncidentItem
{
    public required string Id { get; init; }

    /// <summary>Path of the whole incident.</summary>
    public string? Link { get; init; }

    public int Revision { get; init; }

    /// <summary>Null while undated.</summary>
    public DateOnly? Day { get; init; }

    public DateOnly? LastDay { get; init; }

    /// <summary>Subject id: the base where there is one, else the leaf region.</summary>
    public required string Place { get; init; }

    public string? Name { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public required string Type { get; init; }

    public required string Outcome { get; init; }

    public IReadOnlyList<string> Perpetrators { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Targets { get; init => field = value ?? []; } = [];

    public IReadOnlyList<PartyCasualties> Casualties { get; init => field = value ?? []; } = [];

    public bool Contested { get; init; }

    /// <summary>How it counts for the question: <c>low</c>, <c>best</c> or <c>high</c>.</summary>
    public string? Membership { get; init; }

    public IReadOnlyList<string> Sources { get; init => field = value ?? []; } = [];

    public DateTimeOffset RecordedAt { get; init; }
}

/// <summary>Killed and injured of one party as assessed; party null: of all together; a null figure: nobody reported it.</summary>
public sealed record PartyCasualties(string? Party, Figure? Killed, Figure? Injured);

/// <summary>A page of incidents; <paramref name="Cursor"/> null at the end.</summary>
public sealed record IncidentPage(IReadOnlyList<IncidentItem> Items, string? Cursor, DateTimeOffset AsOf, IReadOnlyDictionary<string, long>? Positions);

/// <summary>One incident whole: what is held true, every claim behind each field, its revisions and reports.</summary>
public sealed record IncidentDetail
{
    public required string Id { get; init; }

    public int Revision { get; init; }

    /// <summary>The incident it was merged into.</summary>
    public string? MergedInto { get; init; }

    /// <summary>False: no live report; it counts nowhere.</summary>
    public bool Live { get; init; }

    public bool Contested { get; init; }

    public DateOnly? Day { get; init; }

    public string? Place { get; init; }

    public string? Type { get; init; }

    public string? Weapon { get; init; }

    public string? Outcome { get; init; }

    public IReadOnlyList<PartyCasualties> Casualties { get; init => field = value ?? []; } = [];

    /// <summary>Every field somebody stated.</summary>
    public IReadOnlyList<IncidentField> Fields { get; init => field = value ?? []; } = [];

    /// <summary>Every report behind it, as recorded.</summary>
    public IReadOnlyList<JsonElement> Reports { get; init => field = value ?? []; } = [];

    public IReadOnlyList<IncidentRevision> Revisions { get; init => field = value ?? []; } = [];

    /// <summary>Subjects whose tallies it is in.</summary>
    public IReadOnlyList<string> Subjects { get; init => field = value ?? []; } = [];

    public DateTimeOffset AsOf { get; init; }

    public IReadOnlyDictionary<string, long>? Positions { get; init; }
}

/// <summary>A field as assessed.</summary>
public sealed record IncidentField
{
    public required string Name { get; init; }

    /// <summary>The party or group it is about, where there are several.</summary>
    public string? Of { get; init; }

    /// <summary><c>agreed</c>, <c>contested</c> or <c>single-source</c>.</summary>
    public required string State { get; init; }

    public required string Value { get; init; }

    /// <summary>Why this value was chosen.</summary>
    public string? Reason { get; init; }

    public IReadOnlyList<Claim> For { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Claim> Against { get; init => field = value ?? []; } = [];
}

/// <summary>What one report says about one field.</summary>
public sealed record Claim(string Report, string Source, string Reliability, int? Credibility, string? Caveat, string Value);

/// <summary>One revision of an incident.</summary>
public sealed record IncidentRevision(int Revision, DateTimeOffset RecordedAt, string? Kind, IReadOnlyList<string>? Reports, bool Counts, string? Reason, string? Author);

/// <summary>Answer to a merge (the survivor) or a split (where the reports went).</summary>
public sealed record IncidentAction(string Incident, IReadOnlyDictionary<string, long> Positions);

internal sealed record MergeBody(string With, string Reason);

internal sealed record SplitBody(IReadOnlyList<string> Reports, string Reason);

/// <summary>Which incidents to list.</summary>
public sealed record IncidentQuery
{
    /// <summary>Subject id; null: of all subjects.</summary>
    public string? Subject { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public string? Type { get; init; }

    public string? Outcome { get; init; }

    public string? Perpetrator { get; init; }

    public string? Target { get; init; }

    public string? Role { get; init; }

    public bool? Contested { get; init; }

    /// <summary>Words to look for.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    public string? Positions { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>Incidents a page, 1 … 1,000; null: 100.</summary>
    public int? Limit { get; init; }

    internal QueryText ToQuery() => new QueryText()
        .Add("subject", Subject).Add("from", From).Add("to", To).Add("type", Type).Add("outcome", Outcome)
        .Add("perpetrator", Perpetrator).Add("target", Target).Add("role", Role).Add("contested", Contested).Add("q", Text)
        .Add("asOf", AsOf).Add("positions", Positions).Add("cursor", Cursor).Add("limit", Limit);
}
