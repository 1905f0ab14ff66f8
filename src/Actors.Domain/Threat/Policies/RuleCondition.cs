using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Threat.Policies;

/// <summary>What a rule waits for.</summary>
public abstract record RuleCondition
{
    private protected RuleCondition()
    {
    }
}

/// <summary>What a count condition counts.</summary>
public enum CountMeasure
{
    /// <summary>Incidents (best).</summary>
    Incidents,

    /// <summary>Killed (best), where known.</summary>
    Killed,

    /// <summary>Injured (best), where known.</summary>
    Injured,
}

/// <summary>At least so many in the last days.</summary>
/// <param name="Days">Days ending today, 1 … 3660.</param>
/// <param name="Outcomes">Only incidents with one of these outcomes; empty: all. Only with incidents.</param>
public sealed record CountCondition(CountMeasure Measure, int Days, ImmutableArray<string> Outcomes, long AtLeast) : RuleCondition;

/// <summary>The weights of recent incidents add up to at least this.</summary>
public sealed record WeightCondition(double AtLeast) : RuleCondition;

/// <summary>A detector of the policy alarms today.</summary>
public sealed record DetectorCondition(string Detector) : RuleCondition;

/// <summary>Statements about the subject of one stance, made in the last days.</summary>
public sealed record StatementCondition(Stance Stance, int Days, int AtLeast) : RuleCondition;

/// <summary>A protective measure is reported at the subject.</summary>
/// <param name="Measures">One of these; empty: any.</param>
/// <param name="Statuses">With one of these; never empty.</param>
public sealed record PostureCondition(ImmutableArray<string> Measures, ImmutableArray<PostureStatus> Statuses) : RuleCondition;

/// <summary>All of them at once.</summary>
public sealed record AllCondition(ImmutableArray<RuleCondition> Conditions) : RuleCondition;

/// <summary>One of them.</summary>
public sealed record AnyCondition(ImmutableArray<RuleCondition> Conditions) : RuleCondition;
