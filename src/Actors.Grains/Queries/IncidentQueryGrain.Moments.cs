using Actors.Abstractions.Intake;
using Actors.Ledger;

namespace Actors.Grains.Queries;

/// <summary>Where the ledger stands, and the recorded times one may look back to.</summary>
internal sealed partial class IncidentQueryGrain
{
    private const int MostMoments = 1_000;

    public async Task<string> HeadAsync() => DataOnly(await ledger.ReadHeadsAsync(CancellationToken.None)).ToString();

    public async Task<IReadOnlyList<DateTimeOffset>> MomentsAsync(int most)
    {
        if (most is < 2 or > MostMoments)
        {
            throw new BadRequestException("most", $"{most} is not within 2 to {MostMoments}.");
        }

        var heads = DataOnly(await ledger.ReadHeadsAsync(CancellationToken.None)).Positions;
        var all = heads.Values.Sum();
        var addresses = heads.SelectMany(h => Spread(h.Value, (int)Math.Max(2, most * h.Value / all)).Select(p => new EntryAddress(h.Key, p))).ToList();
        var entries = await ledger.ReadEntriesAsync(addresses, CancellationToken.None);
        return [.. entries.Select(e => e.RecordedAt).Distinct().Order()];
    }

    /// <summary>Positions 1 … <paramref name="head"/>, at most so many of them, the ends included.</summary>
    private static IEnumerable<long> Spread(long head, int most) => head <= most
        ? Enumerable.Range(1, (int)head).Select(p => (long)p)
        : Enumerable.Range(0, most).Select(i => 1 + ((head - 1) * i / (most - 1))).Distinct();
}
