namespace Actors.Abstractions.Notifications;

/// <summary>Threat policies: lists them and records new versions. Key 0.</summary>
[Alias("Actors.IPolicyGrain")]
public interface IPolicyGrain : IGrainWithIntegerKey
{
    /// <summary>The last version of every policy.</summary>
    [Alias("List")]
    Task<IReadOnlyList<PolicyItem>> ListAsync();

    /// <summary>Records a sound policy and puts it in force for its kind of subject; every subject with a level decides again, and one
    /// summary tells what changed.</summary>
    /// <param name="canonical">The policy, canonical JSON.</param>
    /// <returns>What was recorded, or why not.</returns>
    [Alias("Put")]
    Task<PolicyPutAnswer> PutAsync(byte[] canonical);

    /// <summary>Records a policy as an export has it, unless it stands here already.</summary>
    /// <param name="firstRecordedAt">When the system that exported it recorded it.</param>
    [Alias("Restore")]
    Task<PolicyPutAnswer> RestoreAsync(byte[] canonical, DateTimeOffset firstRecordedAt);
}

/// <summary>One policy.</summary>
/// <param name="InForce">It decides for its kind of subject.</param>
[GenerateSerializer, Immutable, Alias("Actors.PolicyItem")]
public sealed record PolicyItem(
    [property: Id(0)] string Key,
    [property: Id(1)] int Version,
    [property: Id(2)] string Subject,
    [property: Id(3)] bool InForce,
    [property: Id(4)] string Hash,
    [property: Id(5)] byte[] Json);

/// <summary>What became of a policy.</summary>
/// <param name="Refused">Why nothing was recorded; null: it was.</param>
/// <param name="Position">Control position.</param>
/// <param name="Decided">Subjects that decided again.</param>
/// <param name="Changed">Those whose level changed by it.</param>
[GenerateSerializer, Immutable, Alias("Actors.PolicyPutAnswer")]
public sealed record PolicyPutAnswer(
    [property: Id(0)] string? Refused,
    [property: Id(1)] long Position,
    [property: Id(2)] int Decided,
    [property: Id(3)] int Changed)
{
    /// <summary>A restored policy stood here already.</summary>
    [Id(4)]
    public bool Repeated { get; init; }
}
