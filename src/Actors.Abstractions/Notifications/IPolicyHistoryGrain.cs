namespace Actors.Abstractions.Notifications;

/// <summary>Which threat policies were put when. Key 0; any number of activations.</summary>
[Alias("Actors.IPolicyHistoryGrain")]
public interface IPolicyHistoryGrain : IGrainWithIntegerKey
{
    /// <summary>Every version there ever was, in the order in which they came in force: first those that were shipped, then those recorded.</summary>
    [Alias("Versions")]
    Task<IReadOnlyList<PolicyVersion>> VersionsAsync();
}

/// <summary>A version of a policy.</summary>
/// <param name="Subject">base, region or group: of which kind it decides.</param>
/// <param name="Json">Canonical.</param>
/// <param name="RecordedAt">When it was put in force; null: it was shipped.</param>
[GenerateSerializer, Immutable, Alias("Actors.PolicyVersion")]
public sealed record PolicyVersion(
    [property: Id(0)] string Key,
    [property: Id(1)] int Version,
    [property: Id(2)] string Subject,
    [property: Id(3)] string Hash,
    [property: Id(4)] byte[] Json,
    [property: Id(5)] DateTimeOffset? RecordedAt);
