using Actors.Abstractions.Subjects;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Cluster.Tests.Streams;

/// <summary>A subject that tallies positions and follows the rules of <see cref="ISubjectConsumer"/>.</summary>
[Alias("Actors.Tests.IProbeGrain")]
public interface IProbeGrain : ISubjectConsumer
{
    /// <summary>Catches up to the heads and answers the tally of each partition.</summary>
    [Alias("Read")]
    Task<IReadOnlyDictionary<int, ProbeTally>> ReadAsync();
}

/// <summary>Number and sum of the positions counted, with the watermark they are counted to.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Tests.ProbeTally")]
public sealed record ProbeTally(
    [property: Id(0)] long Watermark,
    [property: Id(1)] long Count,
    [property: Id(2)] long Sum)
{
    public static ProbeTally Empty { get; } = new(0, 0, 0);

    public ProbeTally Add(long position) => this with { Count = Count + 1, Sum = Sum + position };
}

[GrainType("probe-subject")]
public sealed class ProbeGrain(ILedger ledger, CatchUpReader reader, ProbeBoard board) : Grain, IProbeGrain
{
    private readonly Dictionary<int, ProbeTally> tallies = [];

    private string Subject => this.GetPrimaryKeyString();

    public async Task DeliverAsync(SubjectSlice slice)
    {
        await board.CalledAsync(Subject);
        await CatchUpAsync(slice.Partition, slice.Prev);
        Apply(slice.Partition, slice.Entries, slice.To);
    }

    public async Task NudgeAsync(int partition, long to)
    {
        await board.CalledAsync(Subject);
        await CatchUpAsync(partition, to);
    }

    public async Task<bool> SettleAsync(int partition, long to)
    {
        await NudgeAsync(partition, to);
        return true;
    }

    public async Task<IReadOnlyDictionary<int, ProbeTally>> ReadAsync()
    {
        for (var partition = 0; partition < ledger.PartitionCount; partition++)
        {
            var head = await ledger.ReadHeadAsync(partition, CancellationToken.None);
            await CatchUpAsync(partition, head.Position);
        }

        return tallies;
    }

    private async Task CatchUpAsync(int partition, long to)
    {
        while (Tally(partition).Watermark < to)
        {
            var step = await reader.ReadAsync(partition, Subject, Tally(partition).Watermark, to, CancellationToken.None);
            Apply(partition, step.Entries, step.To);
        }
    }

    private void Apply(int partition, IEnumerable<SliceEntry> entries, long to)
    {
        var tally = Tally(partition);
        foreach (var entry in entries)
        {
            if (entry.Position > tally.Watermark)
            {
                tally = tally.Add(entry.Position) with { Watermark = entry.Position };
            }
        }

        tallies[partition] = tally = tally with { Watermark = Math.Max(tally.Watermark, to) };
        board.Report(Subject, partition, tally);
    }

    private ProbeTally Tally(int partition) => tallies.GetValueOrDefault(partition, ProbeTally.Empty);
}
