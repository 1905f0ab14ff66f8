using System.Collections.Immutable;

namespace Actors.Domain.Incidents;

/// <summary>Whether the live claims on a field contradict each other.</summary>
public enum FieldState
{
    /// <summary>One root source; nobody else says anything on it.</summary>
    SingleSource,

    /// <summary>Several root sources, none contradicting; or settled by an analyst.</summary>
    Agreed,

    /// <summary>Live claims that cannot all be true.</summary>
    Contested,
}

/// <summary>What one report says about one field.</summary>
/// <param name="Report">The report's id.</param>
/// <param name="Source">Its root source.</param>
/// <param name="Via">Its relays, outermost first.</param>
/// <param name="At">The time that orders it among reports.</param>
/// <param name="Reliability">Of the source, A … F.</param>
/// <param name="Credibility">Of the report, 1 … 6; null: nobody stated it.</param>
/// <param name="Value">What it says, as text (slug, subject id, day, number with its bound).</param>
/// <param name="Figure">What it says, where the field is a figure: as said, before its caveat lowers the least.</param>
/// <param name="Weight">Its weight in ranking.</param>
public sealed record FieldClaim(
    string Report,
    string Source,
    ImmutableArray<string> Via,
    DateTimeOffset At,
    char Reliability,
    int? Credibility,
    string? Caveat,
    string Value,
    Figure? Figure,
    ClaimWeight Weight);

/// <summary>One field of an incident: the value chosen from its live claims, and why.</summary>
public sealed record AssessedField
{
    /// <summary>occurred, place, type, weapon, outcome, perpetrators, targets, damage, killed, injured, in-response-to.</summary>
    public required string Name { get; init; }

    /// <summary>For damage the object; for killed and injured the party, or null for all parties together; else null.</summary>
    public string? Of { get; init; }

    public required FieldState State { get; init; }

    /// <summary>The value chosen, as text.</summary>
    public required string Value { get; init; }

    /// <summary>Low, best and high, where the field is a figure.</summary>
    public Figure? Figure { get; init; }

    /// <summary>Live claims that agree with the value, last first.</summary>
    public required ImmutableArray<FieldClaim> For { get; init; }

    /// <summary>Live claims that contradict it, last first.</summary>
    public required ImmutableArray<FieldClaim> Against { get; init; }

    /// <summary>The analyst's decision, where one holds.</summary>
    public FieldDecision? Decision { get; init; }

    /// <summary>Why this value, in words; made when asked for.</summary>
    public string Reason => ReasonText.Of(this);
}

/// <summary>An analyst's decision on a field.</summary>
/// <param name="Report">Id of the assessment report.</param>
public sealed record FieldDecision(string Report, string Source, DateTimeOffset At, string Reason);
