using System.Collections.Immutable;

namespace Actors.Domain.Threat.Policies;

/// <summary>How rules that hold at once make one level.</summary>
public enum Combination
{
    /// <summary>The highest level any rule asks for.</summary>
    Highest,

    /// <summary>The highest level that at least two rules ask for (each may ask for more).</summary>
    TwoAgree,
}

/// <summary>What the level of a parent does to a child's.</summary>
public enum FloorMode
{
    /// <summary>Nothing.</summary>
    Ignore,

    /// <summary>It is shown beside it.</summary>
    Show,

    /// <summary>The child is never below it.</summary>
    Apply,
}

/// <summary>What happens to a surge that sources new to the subject explain.</summary>
public enum NewSourceGuard
{
    /// <summary>It is marked; rules take it as found.</summary>
    Mark,

    /// <summary>It is marked, and no rule takes it as found.</summary>
    Suppress,
}

/// <summary>A level set by hand; it replaces the computed one until it expires or the policy changes.</summary>
/// <param name="Subject">The one subject it is for.</param>
/// <param name="Until">Own expiry; the computed level counts again from then on.</param>
public sealed record LevelOverride(SubjectId Subject, string Level, string Author, string Reason, DateTimeOffset Until);

/// <summary>One rule: while its condition holds, it asks for its level.</summary>
/// <param name="Id">Slug, unique in the policy.</param>
/// <param name="Why">Plain words shown when it fires; may be empty.</param>
/// <param name="Level">On the policy's scale, above the baseline.</param>
/// <param name="When">The condition.</param>
/// <param name="MinIndependentSources">Distinct root sources its evidence must come from, ≥ 1.</param>
/// <param name="For">How long the condition must have held before the rule fires; zero: at once.</param>
/// <param name="KeepFor">How long the rule goes on asking after its condition ended by time. Evidence that is withdrawn ends it at once.</param>
public sealed record ThreatRule(
    string Id, string Why, string Level, RuleCondition When, int MinIndependentSources, TimeSpan For, TimeSpan KeepFor);

/// <summary>A versioned threat policy: all that a decision depends on besides the state and the time.</summary>
/// <remarks>Immutable. Made by <see cref="ThreatPolicyReader"/>, which is the only way to a policy that is known to be sound.</remarks>
public sealed record ThreatPolicy
{
    internal ThreatPolicy()
    {
    }

    /// <summary>Key, a slug.</summary>
    public required string Id { get; init; }

    /// <summary>From 1; a changed policy has a greater one.</summary>
    public required int Version { get; init; }

    /// <summary>The kind of subject it is for.</summary>
    public required SubjectKind Subject { get; init; }

    /// <summary>What it is meant to do, for people; may be empty.</summary>
    public required string Description { get; init; }

    public required ThreatScale Scale { get; init; }

    public required EvidenceWeights Evidence { get; init; }

    /// <summary>In the order written; ids are unique.</summary>
    public required ImmutableArray<DetectorSettings> Detectors { get; init; }

    /// <summary>In the order written; ids are unique.</summary>
    public required ImmutableArray<ThreatRule> Rules { get; init; }

    public required Combination Combine { get; init; }

    /// <summary>Time between two steps down, &gt; 0: a rule that ended asks for one level less for each.</summary>
    public required TimeSpan StepDown { get; init; }

    public required NewSourceGuard NewSources { get; init; }

    /// <summary>A root source counts as new for so many days after it was first heard, 1 … 365.</summary>
    public required int NewSourceDays { get; init; }

    public required FloorMode Floor { get; init; }

    /// <summary>At most one a subject.</summary>
    public required ImmutableArray<LevelOverride> Overrides { get; init; }

    /// <summary>Canonical JSON: fixed order, defaults filled in, no white space.</summary>
    public string Canonical { get; internal init; } = "";

    /// <summary>SHA-256 of the canonical form, lower-case hex.</summary>
    public string Hash { get; internal init; } = "";

    /// <summary><c>base-default@3</c>.</summary>
    public string Reference => $"{Id}@{Version}";

    /// <inheritdoc/>
    public bool Equals(ThreatPolicy? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);
}
