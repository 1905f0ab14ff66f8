using System.Text.Json.Serialization;
using Actors.Abstractions.Subjects;

namespace Actors.Gateway.Subjects;

/// <summary>A tally as the API shows it.</summary>
public sealed record TallyJson
{
    public required string Subject { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>Best.</summary>
    public required long Incidents { get; init; }

    public required RangeJson IncidentsRange { get; init; }

    public required SumJson Killed { get; init; }

    public required SumJson Injured { get; init; }

    public required long Intercepted { get; init; }

    public required long Contested { get; init; }

    public required long Undated { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BreakdownJson>? Breakdown { get; init; }

    /// <summary>Lists exactly the incidents counted.</summary>
    public required string IncidentsLink { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    public required SortedDictionary<string, long> Positions { get; init; }

    public static TallyJson Of(TallyAnswer answer, TallyQuery query) => new()
    {
        Subject = answer.Subject,
        From = query.From,
        To = query.To,
        Incidents = answer.Incidents.Best,
        IncidentsRange = RangeJson.Of(answer.Incidents),
        Killed = SumJson.Of(answer.Killed),
        Injured = SumJson.Of(answer.Injured),
        Intercepted = answer.Intercepted,
        Contested = answer.Contested,
        Undated = answer.Undated,
        Breakdown = answer.Breakdown is null ? null : [.. answer.Breakdown.Select(BreakdownJson.Of)],
        IncidentsLink = TallyParameters.IncidentsLink(answer.Subject, query, answer.Positions),
        AsOf = answer.AsOf,
        Positions = Wire.Positions.ToJson(answer.Positions),
    };
}

/// <summary>low / best / high of a count.</summary>
public sealed record RangeJson(long Low, long Best, long High)
{
    public static RangeJson Of(CountRange range) => new(range.Low, range.Best, range.High);
}

/// <summary>low / best / high of a sum; high null: unbounded; unknown: incidents without a figure.</summary>
public sealed record SumJson(long Low, long Best, long? High, long Unknown)
{
    public static SumJson Of(Sum sum) => new(sum.Low, sum.Best, sum.High, sum.Unknown);
}

/// <summary>One line of a breakdown.</summary>
public sealed record BreakdownJson(string Key, long Incidents, RangeJson IncidentsRange, SumJson Killed, SumJson Injured)
{
    public static BreakdownJson Of(BreakdownRow row) =>
        new(row.Key, row.Incidents.Best, RangeJson.Of(row.Incidents), SumJson.Of(row.Killed), SumJson.Of(row.Injured));
}
