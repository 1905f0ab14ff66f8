using System.Text.Json;

namespace Actors.Client;

/// <summary>A threat policy in a list.</summary>
/// <param name="Subject">The kind of subject it decides for.</param>
/// <param name="InForce">It decides for that kind now.</param>
public sealed record PolicyItem(string Key, int Version, string Subject, bool InForce, string Hash);

/// <summary>What was recorded.</summary>
/// <param name="Policy">Key and version, for example <c>base-default@4</c>.</param>
/// <param name="Decided">Subjects that decided again.</param>
/// <param name="Changed">Those whose level changed by it.</param>
public sealed record PolicyRecorded(string Policy, string Hash, long Position, int Decided, int Changed);

/// <summary>What to try a policy on.</summary>
public sealed record BacktestRequest
{
    /// <summary>Whose level, for example <c>region:iq</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>A policy as <see cref="IActorsClient.PutPolicyAsync"/> takes it, held against the one in force; null: the one in force alone.</summary>
    public JsonElement? Policy { get; init; }

    /// <summary>First day judged, in the subject's zone; null: a year.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day judged; null: today.</summary>
    public DateOnly? To { get; init; }

    /// <summary><c>recorded</c> (the default): each change is known when it was recorded; <c>day-end</c>: each incident as it is now, known
    /// when its day ends, for history imported in one go.</summary>
    public string? KnownAt { get; init; }

    /// <summary>How many of the largest days should have been warned of, 1 to 100; null: 5.</summary>
    public int? LargestDays { get; init; }

    /// <summary>From this level on it is a warning; null: the second below the highest.</summary>
    public string? WarningLevel { get; init; }

    /// <summary>Days within which one of them must follow, else the warning was in vain, 1 to 366; null: 14.</summary>
    public int? WarningDays { get; init; }

    /// <summary>As known at this recorded time, under the policy in force then; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>As known at the positions that an earlier result names (<c>0:41,1000:2</c>), instead of <see cref="AsOf"/>; null: now.</summary>
    public string? Positions { get; init; }
}
