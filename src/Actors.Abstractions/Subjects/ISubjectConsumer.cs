namespace Actors.Abstractions.Subjects;

/// <summary>
/// What a router hands over to: the part of a base, region or actor group grain that takes in ledger entries.
/// </summary>
/// <remarks>
/// All calls are hints with a proof. Whatever is skipped, repeated, delivered late or delivered to a dead activation, a
/// subject that follows these rules misses nothing and counts nothing twice:
/// <list type="number">
/// <item>its watermark of the partition is below <c>Prev</c>: first read <c>(watermark, Prev]</c> from the ledger;</item>
/// <item>ignore every position at or below the watermark;</item>
/// <item>then watermark = <c>To</c>.</item>
/// </list>
/// A call returns only when what it caused is durable; a call that throws is repeated as a nudge, with growing pauses, until it
/// succeeds. The one exception: a subject may gather late entries and say later, once for all, what they bring. Whoever handed them over asks it
/// by <see cref="SettleAsync"/> until it has.
/// </remarks>
[Alias("Actors.ISubjectConsumer")]
public interface ISubjectConsumer : IGrainWithStringKey
{
    /// <summary>Hands over all entries of this subject in one partition within an interval of positions.</summary>
    [Alias("Deliver")]
    Task DeliverAsync([Immutable] SubjectSlice slice);

    /// <summary>A slice without entries: asks the subject to catch up from the ledger until its watermark of
    /// <paramref name="partition"/> is at least <paramref name="to"/>.</summary>
    [Alias("Nudge")]
    Task NudgeAsync(int partition, long to);

    /// <summary>As <see cref="NudgeAsync"/>, and what the subject gathered is said.</summary>
    /// <returns>False: too many subjects do so now. It has caught up, and is to be asked again.</returns>
    [Alias("Settle")]
    Task<bool> SettleAsync(int partition, long to);
}
