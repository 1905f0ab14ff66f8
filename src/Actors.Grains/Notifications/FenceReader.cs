using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>Reads what subjects said last; one per silo, so that subjects which start together share queries.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class FenceReader(ILedger ledger)
{
    private readonly GatheredReads<string, FenceState> fences = new(async keys =>
        (await ledger.ReadFencesAsync(keys, CancellationToken.None)).ToDictionary(f => f.Key, StringComparer.Ordinal));

    private readonly GatheredReads<EntryAddress, LedgerEntry> entries = new(async addresses =>
        (await ledger.ReadEntriesAsync(addresses, CancellationToken.None)).ToDictionary(e => e.Address));

    /// <summary>As <see cref="ILedger.ReadFenceAsync"/>.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be reached.</exception>
    public Task<FenceState?> ReadAsync(string key) => fences.ReadAsync(key);

    /// <summary>The notification that a fence names.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be reached.</exception>
    public async Task<LedgerEntry> ReadEntryAsync(FenceState fence) =>
        await entries.ReadAsync(fence.Address) ?? throw new InvalidOperationException($"The ledger has no entry at {fence.Address}, which the fence of {fence.Key} names.");
}
