using System.Collections.Immutable;

namespace Actors.Domain.Threat.Decisions;

/// <summary>How a rule stands.</summary>
public enum RuleState
{
    /// <summary>Its condition does not hold.</summary>
    NotFired,

    /// <summary>It holds, but not yet long enough.</summary>
    Pending,

    /// <summary>It holds.</summary>
    Fired,

    /// <summary>It held until lately and is kept.</summary>
    Kept,

    /// <summary>It ended; it asks for less with every step.</summary>
    SteppingDown,
}

/// <summary>One rule at the time of a decision.</summary>
/// <param name="Level">What it asks for when it holds.</param>
/// <param name="Asks">What it asks for now; null: nothing above the baseline.</param>
/// <param name="Observed">The value its condition looks at.</param>
/// <param name="Threshold">What it had to reach.</param>
/// <param name="Text">Observed against threshold in words.</param>
/// <param name="TrueSince">Since when the condition has been seen to hold; null: it does not.</param>
/// <param name="Until">When the condition stops, or stopped, holding by itself; null: never held lately, or no end is known.</param>
public sealed record RuleOutcome(
    string Rule, string Why, string Level, RuleState State, string? Asks, double Observed, double Threshold, string Text,
    DateTimeOffset? TrueSince, DateTimeOffset? Until);

/// <summary>What a detector found on the policy's today.</summary>
/// <param name="Silent">Why it did not judge; null: it did.</param>
/// <param name="Alarm">It found something.</param>
/// <param name="Expected">Mean it compared with, where it has one.</param>
/// <param name="Threshold">Upper bound, or alpha for a Poisson tail; null where silent.</param>
/// <param name="PValue">Of a Poisson tail.</param>
/// <param name="ExplainedByNewSources">Without the sources heard only lately there would be no alarm.</param>
public sealed record DetectorResult(
    string Detector, string Kind, DateOnly Day, string? Silent, bool Alarm, double Observed, double? Expected, double? Threshold,
    double? PValue, bool ExplainedByNewSources, string Text);

/// <summary>An incident that weighs in a decision.</summary>
/// <param name="Weight">Reliability × credibility × outcome × decay, 0 … 1.</param>
public sealed record WeighingIncident(Guid Incident, DateOnly? Day, SubjectId Place, double Weight, ImmutableArray<string> Sources);

/// <summary>What the level would be without the strongest claim.</summary>
public sealed record Counterfactual(Guid Incident, string Source, string Level);

/// <summary>The level of the parent.</summary>
/// <param name="Applied">The policy made it the least level, and it was above the computed one.</param>
public sealed record LevelFloor(SubjectId Parent, string Level, bool Applied);

/// <summary>An override in force.</summary>
/// <param name="Computed">What the level would be without it.</param>
public sealed record OverrideInForce(string Author, string Reason, DateTimeOffset Until, string Computed);

/// <summary>A threat level with its whole explanation: a pure function of policy, state, time and the decision before.</summary>
public sealed record Decision
{
    public required SubjectId Subject { get; init; }

    /// <summary>Policy clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Level of the decision before; the scale's baseline where there was none.</summary>
    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>Since when the level has been this.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Name of the scale.</summary>
    public required string Scale { get; init; }

    /// <summary>"FPCON-like, computed, not an official FPCON": to be shown wherever the level is.</summary>
    public required string Notice { get; init; }

    /// <summary>Rules that ask for a level now, in the policy's order.</summary>
    public required ImmutableArray<RuleOutcome> FiredRules { get; init; }

    /// <summary>The other rules, with what was observed against what was needed.</summary>
    public required ImmutableArray<RuleOutcome> NotFired { get; init; }

    /// <summary>Heaviest first, at most ten.</summary>
    public required ImmutableArray<WeighingIncident> Weighing { get; init; }

    public required ImmutableArray<DetectorResult> Detectors { get; init; }

    /// <summary>When the level changes if nothing more is reported; null: never by itself.</summary>
    public required DateTimeOffset? NextChangeAt { get; init; }

    /// <summary>What it changes to then.</summary>
    public required string? NextLevel { get; init; }

    /// <summary>Null where no incident weighs.</summary>
    public required Counterfactual? Counterfactual { get; init; }

    public required LevelFloor? Floor { get; init; }

    public required OverrideInForce? Override { get; init; }

    public required string PolicyKey { get; init; }

    public required int PolicyVersion { get; init; }

    public required string PolicyHash { get; init; }

    /// <summary>Some surge found today is explained by sources heard only lately.</summary>
    public required bool ExplainedByNewSources { get; init; }

    /// <summary>In words that can be read aloud.</summary>
    public required string Text { get; init; }

    /// <summary><c>base-default@3</c>.</summary>
    public string Policy => $"{PolicyKey}@{PolicyVersion}";
}
