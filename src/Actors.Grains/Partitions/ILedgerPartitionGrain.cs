using Actors.Abstractions.Export;
using Actors.Abstractions.Intake;

namespace Actors.Grains.Partitions;

/// <summary>The one writer of a data partition. Key: the partition's number.</summary>
[Alias("Actors.ILedgerPartitionGrain")]
public interface ILedgerPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Records reports whose threads belong to this partition; answers in order, after the commit.</summary>
    [Alias("Record")]
    Task<IReadOnlyList<RecordAnswer>> RecordAsync(IReadOnlyList<RecordItem> items);

    /// <summary>Applies a waiting entry to a thread of this partition, if it still waits.</summary>
    [Alias("Attach")]
    Task AttachAsync(Guid thread, int waitingPartition, long waitingPosition);

    /// <summary>Joins an incident into one of this partition.</summary>
    [Alias("Merge")]
    Task<ActionResult> MergeAsync(MergeRequest request, DateTimeOffset receivedAt);

    /// <summary>Takes reports out of an incident of this partition.</summary>
    [Alias("Split")]
    Task<ActionResult> SplitAsync(SplitRequest request, DateTimeOffset receivedAt);

    /// <summary>Records, in the partition of the pair (<c>IncidentIds.OfPair</c>), that two incidents are not one event.</summary>
    [Alias("Reject")]
    Task<ActionResult> RejectAsync(RejectRequest request, DateTimeOffset receivedAt);

    /// <summary>Merges or splits as an export says it was done, unless that stands here already.</summary>
    /// <param name="kind">merge, split or apart.</param>
    /// <param name="action">The action as stored.</param>
    [Alias("RestoreAction")]
    Task<RestoreAnswer> RestoreActionAsync(string kind, byte[] action);

    /// <summary>Applies a report recorded earlier to a thread of this partition as an export says it was done, unless that stands here already.</summary>
    [Alias("RestoreAttach")]
    Task<RestoreAnswer> RestoreAttachAsync(Guid thread, string reportId);
}

/// <summary>A resolved report on its way into the ledger.</summary>
/// <param name="ReportId">The report's id.</param>
/// <param name="Thread">The incident it is about, or the thread of a signal.</param>
/// <param name="Payload">RecordedReportCodec.</param>
/// <param name="ContentHash">Of the report as sent.</param>
/// <param name="Awaits">Id of a report nobody has sent yet that this one is about, or null.</param>
/// <param name="Matched">The incident it was matched to, if it came without a reference.</param>
/// <param name="Why">Why it was matched, or why it is new.</param>
[GenerateSerializer, Immutable, Alias("Actors.RecordItem")]
public sealed record RecordItem(
    [property: Id(0)] string ReportId,
    [property: Id(1)] Guid Thread,
    [property: Id(2)] byte[] Payload,
    [property: Id(3)] UInt128 ContentHash,
    [property: Id(4)] string? Awaits,
    [property: Id(5)] Guid? Matched,
    [property: Id(6)] string? Why)
{
    /// <summary>The thread of the sender's own new reference, which the same entry closes into <see cref="Thread"/>; null: none.</summary>
    [Id(8)]
    public Guid? Alias { get; init; }

    /// <summary>It comes from an export, which knows its thread: it is not looked for again.</summary>
    [Id(9)]
    public bool Restored { get; init; }

    /// <summary>The control position that the catalogue must have reached before it is composed; 0: as it stands.</summary>
    [Id(10)]
    public long Control { get; init; }

    /// <summary>The bulk import it belongs to; null: none.</summary>
    [Id(11)]
    public string? Import { get; init; }

    /// <summary>W3C traceparent of the request, where it is traced.</summary>
    [Id(7)]
    public string? Trace { get; init; }
}

/// <summary>A receipt, or where the thread went.</summary>
[GenerateSerializer, Immutable, Alias("Actors.RecordAnswer")]
public sealed record RecordAnswer(
    [property: Id(0)] Receipt? Receipt,
    [property: Id(1)] Guid? Redirect)
{
    /// <summary>As a redirect: the report this one retracts is no longer in that thread; find it again.</summary>
    public static Guid LocateAgain { get; } = Guid.Empty;
}
