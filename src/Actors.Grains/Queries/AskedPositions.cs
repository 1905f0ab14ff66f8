using Actors.Abstractions.Intake;
using Actors.Ledger;

namespace Actors.Grains.Queries;

/// <summary>Reads the ledger positions that a caller names. What is not recorded yet cannot be asked for: such a vector holds more the next time,
/// and an answer that was kept for it would be wrong then.</summary>
/// <remarks>One per silo, safe for concurrent use.</remarks>
internal sealed class AskedPositions(ILedger ledger)
{
    /// <summary>Heads never go back: what they covered once needs no look at them.</summary>
    private volatile LedgerVector reached = LedgerVector.Zero;

    /// <summary>The vector, nowhere ahead of the ledger.</summary>
    /// <param name="parameter">Where it was given, such as <c>?positions</c>: what an error names.</param>
    /// <param name="text">As given, such as <c>0:41,2:17</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BadRequestException">It is no vector, names a partition that does not exist, or lies ahead of the ledger.</exception>
    public async Task<LedgerVector> ReadAsync(string parameter, string text, CancellationToken cancellationToken)
    {
        if (!LedgerVector.TryParse(text, out var vector))
        {
            throw new BadRequestException(parameter, $"'{text}' is no ledger position; write partition:position pairs, for example 0:41,2:17.");
        }

        foreach (var partition in vector.Positions.Keys.Where(p => p >= ledger.PartitionCount && p is not (LedgerPartitions.Control or LedgerPartitions.Notifications)))
        {
            throw new BadRequestException(parameter, $"There is no partition {partition}: those of this ledger are 0 to {ledger.PartitionCount - 1}; give positions that a receipt or an answer named.");
        }

        if (!reached.Covers(vector))
        {
            var heads = await ledger.ReadHeadsAsync(cancellationToken);
            reached = heads;
            foreach (var (partition, position) in vector.Positions.Where(p => p.Value > heads[p.Key]))
            {
                throw new BadRequestException(parameter, $"{partition}:{position} is past the ledger's end, {partition}:{heads[partition]}; give positions that a receipt or an answer named.");
            }
        }

        return vector;
    }
}
