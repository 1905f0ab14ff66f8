namespace Actors.Abstractions.Subjects;

/// <summary>A base, region or actor group that keeps its own tallies. Key: the subject's key without prefix, canonical.</summary>
public interface ISubjectGrain : ISubjectConsumer
{
    /// <summary>Answers a tally from memory where the grain's dimensions can, else exactly from the ledger at the grain's vector.</summary>
    [Alias("Tally")]
    Task<TallyAnswer> TallyAsync(TallyQuery query);

    /// <summary>Names, level, counts, signals.</summary>
    [Alias("Describe")]
    Task<SubjectAnswer> DescribeAsync(string? minPositions);

    /// <summary>The threat level now, with its explanation.</summary>
    [Alias("Threat")]
    Task<ThreatAnswer> ThreatAsync(string? minPositions);

    /// <summary>The level last decided, for what lies within; null: none was decided yet.</summary>
    [Alias("Level")]
    Task<LevelAnswer?> LevelAsync();

    /// <summary>Decides again because the policy of its kind changed; nothing is notified, the change is told by one summary of all.</summary>
    [Alias("PolicyChanged")]
    Task<PolicyEffect> PolicyChangedAsync(string policyHash);

    /// <summary>The whole tally as held in memory, for <c>verify</c>.</summary>
    [Alias("Probe")]
    Task<SubjectProbe> ProbeAsync();
}

/// <summary>An installation or outpost.</summary>
[Alias("Actors.IBaseGrain")]
public interface IBaseGrain : ISubjectGrain;

/// <summary>A node of the tree of regions.</summary>
[Alias("Actors.IRegionGrain")]
public interface IRegionGrain : ISubjectGrain;

/// <summary>An armed group, state force or umbrella.</summary>
[Alias("Actors.IActorGroupGrain")]
public interface IActorGroupGrain : ISubjectGrain;
