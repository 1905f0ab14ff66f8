namespace Actors.Client;

/// <summary>Counts and sums over a window of days of the incidents of a subject.</summary>
public sealed record Tally
{
    /// <summary>Subject id, for example <c>region:iq</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>First day; null: no limit.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; null: no limit.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Incidents, best.</summary>
    public required long Incidents { get; init; }

    /// <summary>At least, best, at most: apart where membership is contested.</summary>
    public required CountRange IncidentsRange { get; init; }

    public required FigureSum Killed { get; init; }

    public required FigureSum Injured { get; init; }

    /// <summary>Incidents whose chosen outcome is intercepted.</summary>
    public long Intercepted { get; init; }

    /// <summary>Incidents with a contested field or membership.</summary>
    public long Contested { get; init; }

    /// <summary>Incidents whose day nobody has stated yet.</summary>
    public long Undated { get; init; }

    /// <summary>Null when none was asked for.</summary>
    public IReadOnlyList<TallyRow>? Breakdown { get; init; }

    /// <summary>Path that lists exactly the incidents counted.</summary>
    public required string IncidentsLink { get; init; }

    /// <summary>Recorded time the answer stands at.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Ledger positions the answer stands at.</summary>
    public required IReadOnlyDictionary<string, long> Positions { get; init; }
}

/// <summary>At least, best, at most.</summary>
public sealed record CountRange(long Low, long Best, long High);

/// <summary>A sum of figures; <paramref name="High"/> null: unbounded; <paramref name="Unknown"/>: incidents without a figure.</summary>
public sealed record FigureSum(long Low, long Best, long? High, long Unknown);

/// <summary>One line of a breakdown.</summary>
/// <param name="Key">Subject id, slug, day, Monday of a week, month <c>yyyy-MM</c>, or <c>unknown</c>.</param>
public sealed record TallyRow(string Key, long Incidents, CountRange? IncidentsRange, FigureSum Killed, FigureSum Injured);

/// <summary>Which incidents a tally counts.</summary>
public sealed record TallyQuery
{
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary><c>day</c>, <c>week</c>, <c>month</c>, <c>type</c>, <c>outcome</c>, <c>perpetrator</c>, <c>target</c> or <c>place</c>; null: no breakdown.</summary>
    public string? By { get; init; }

    /// <summary>Groups only: <c>perpetrator</c> or <c>target</c>; null: both.</summary>
    public string? Role { get; init; }

    public string? Type { get; init; }

    public string? Outcome { get; init; }

    public string? Perpetrator { get; init; }

    public string? Target { get; init; }

    /// <summary><c>all</c> or <c>party</c>: whose killed and injured; null: the party's where one is asked for as target.</summary>
    public string? Figures { get; init; }

    /// <summary>As known at that recorded time; not together with <see cref="Positions"/>.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>As known at these positions, for example <c>0:41,2:17</c>.</summary>
    public string? Positions { get; init; }

    /// <summary>Wait until the subject has caught up to these positions: read your own write.</summary>
    public string? MinPositions { get; init; }

    internal QueryText ToQuery() => new QueryText()
        .Add("from", From).Add("to", To).Add("by", By).Add("role", Role).Add("type", Type).Add("outcome", Outcome)
        .Add("perpetrator", Perpetrator).Add("target", Target).Add("figures", Figures)
        .Add("asOf", AsOf).Add("positions", Positions).Add("minPositions", MinPositions);
}
