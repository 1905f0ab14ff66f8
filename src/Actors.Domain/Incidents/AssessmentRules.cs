using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>
/// How claims are weighed: versioned data. A revision keeps the version it was assessed with; a published version never changes.
/// </summary>
public sealed record AssessmentRules
{
    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    /// <summary>Six weights for reliability A, B, C, D, E, F; F must be 0 (cannot be judged).</summary>
    public required ImmutableArray<int> ReliabilityWeights { get; init; }

    /// <summary>Six weights for credibility 1 … 6; 6 must be 0 (cannot be judged).</summary>
    public required ImmutableArray<int> CredibilityWeights { get; init; }

    /// <summary>Weight of a report for which nobody stated a credibility: that of the least judged grade, so that sources are still
    /// ranked by their reliability, and every report somebody judged better ranks higher.</summary>
    public required int UnstatedCredibilityWeight { get; init; }

    /// <summary>The next more general event type of a type slug, or null.</summary>
    public required Func<string, string?> TypeParent { get; init; }

    /// <summary>The next more general weapon of a weapon slug (f-15: aircraft), or null.</summary>
    public required Func<string, string?> WeaponParent { get; init; }

    /// <summary>Version 1.</summary>
    public static AssessmentRules Default { get; } = new()
    {
        Version = 1,
        ReliabilityWeights = [5, 4, 3, 2, 1, 0],
        CredibilityWeights = [5, 4, 3, 2, 1, 0],
        UnstatedCredibilityWeight = 1,
        TypeParent = type => EventTypes.Find(type)?.Parent,
        WeaponParent = Weapons.ParentOf,
    };

    /// <summary>Weight of one claim from its two grades.</summary>
    /// <param name="reliability">A … F.</param>
    /// <param name="credibility">1 … 6, or null: nobody stated it.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such grade.</exception>
    public ClaimWeight WeightOf(char reliability, int? credibility)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reliability, 'A');
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reliability, 'F');
        if (credibility is { } stated)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(stated, 1, nameof(credibility));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(stated, 6, nameof(credibility));
        }

        var source = ReliabilityWeights[reliability - 'A'];
        var content = credibility is { } grade ? CredibilityWeights[grade - 1] : UnstatedCredibilityWeight;
        return new ClaimWeight(source * content, source + content);
    }
}
