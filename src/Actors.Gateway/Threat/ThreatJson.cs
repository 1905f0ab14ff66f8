using System.Text.Json;
using Actors.Abstractions.Subjects;
using Actors.Domain.Threat.Decisions;

namespace Actors.Gateway.Threat;

/// <summary>A level and why.</summary>
public sealed record ThreatJson
{
    public required string Subject { get; init; }

    public required string Level { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Policy clock at the decision.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>To be shown wherever the level is: it is computed, not official.</summary>
    public required string Notice { get; init; }

    /// <summary>Every rule, those that ask for a level first.</summary>
    public required IReadOnlyList<RuleJson> Rules { get; init; }

    /// <summary>When the level changes by itself, and to what; null: never.</summary>
    public required NextJson? Next { get; init; }

    public required string Text { get; init; }

    public required string Policy { get; init; }

    /// <summary>Level of what contains the subject; null: nothing does, or an earlier time was asked for.</summary>
    public required ParentLevelJson? Parent { get; init; }

    /// <summary>The whole decision as it is recorded: detectors, weighing incidents, counterfactual.</summary>
    public required JsonElement Decision { get; init; }

    /// <summary>Recorded time of the last entry it rests on; null for an earlier decision.</summary>
    public required DateTimeOffset? AsOf { get; init; }

    public required SortedDictionary<string, long>? Positions { get; init; }

    /// <summary>Position of the subject's last notification; null: none.</summary>
    public required long? Notification { get; init; }

    internal static ThreatJson Of(Decision decision, ParentLevelJson? parent, ThreatAnswer? answer)
    {
        using var document = JsonDocument.Parse(DecisionJson.Write(decision));
        return new ThreatJson
        {
            Subject = decision.Subject.ToString(),
            Level = decision.To,
            Since = decision.Since,
            At = decision.At,
            Notice = decision.Notice,
            Rules = [.. decision.FiredRules.Concat(decision.NotFired).Select(RuleJson.Of)],
            Next = decision.NextChangeAt is { } at ? new NextJson(at, decision.NextLevel!) : null,
            Text = decision.Text,
            Policy = decision.Policy,
            Parent = parent,
            Decision = document.RootElement.Clone(),
            AsOf = answer?.AsOf,
            Positions = answer is null ? null : Wire.Positions.ToJson(answer.Positions),
            Notification = answer is { Notification: > 0 } ? answer.Notification : null,
        };
    }
}

/// <summary>One rule: what it saw against what it needs.</summary>
/// <param name="Asks">Level it asks for now; null: it does not fire.</param>
public sealed record RuleJson(string Rule, string Why, string Level, RuleState State, string? Asks, double Observed, double Threshold, string Text, DateTimeOffset? TrueSince, DateTimeOffset? Until)
{
    internal static RuleJson Of(RuleOutcome rule) =>
        new(rule.Rule, rule.Why, rule.Level, rule.State, rule.Asks, rule.Observed, rule.Threshold, rule.Text, rule.TrueSince, rule.Until);
}

/// <summary>A change that comes by itself.</summary>
public sealed record NextJson(DateTimeOffset At, string Level);

/// <summary>The level of what contains a subject.</summary>
public sealed record ParentLevelJson(string Subject, string Level);

/// <summary>How a level went.</summary>
public sealed record ThreatHistoryJson(IReadOnlyList<LevelChangeJson> Items, string? Cursor);

/// <summary>One change of a level.</summary>
/// <param name="Position">Of the notification.</param>
/// <param name="Corrects">The notification it corrects.</param>
public sealed record LevelChangeJson(long Position, DateTimeOffset At, string Kind, string? From, string To, long? Corrects, string Policy, string Text);
