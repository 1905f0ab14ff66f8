using Orleans.Concurrency;

namespace Actors.Grains.Routing;

/// <summary>Hands the pages of one partition to the subjects they concern. Key: the partition's number.</summary>
[Alias("Actors.ILedgerRouterGrain")]
public interface ILedgerRouterGrain : IGrainWithStringKey
{
    /// <summary>How far this activation got; answers also while a page is being handed over.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    Task<RouterStatus> GetStatusAsync();
}

/// <summary>State of a router.</summary>
/// <param name="Started">False until the first page: the other figures mean nothing before.</param>
/// <param name="Position">Everything up to here was handed over, except to <paramref name="Behind"/>.</param>
/// <param name="CheckpointPosition">Position of the last checkpoint read or written.</param>
/// <param name="Behind">Subjects that are owed a catch-up.</param>
/// <param name="TrackedSubjects">Subjects whose last slice is remembered.</param>
[GenerateSerializer, Immutable, Alias("Actors.RouterStatus")]
public sealed record RouterStatus(
    [property: Id(0)] bool Started,
    [property: Id(1)] long Position,
    [property: Id(2)] long CheckpointPosition,
    [property: Id(3)] IReadOnlyList<string> Behind,
    [property: Id(4)] int TrackedSubjects);
