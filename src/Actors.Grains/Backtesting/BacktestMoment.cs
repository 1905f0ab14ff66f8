using Actors.Abstractions.Backtesting;
using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Policies;
using Actors.Grains.Notifications;
using Actors.Grains.Queries;
using Actors.Ledger;

namespace Actors.Grains.Backtesting;

/// <summary>The moment whose knowledge a run has: how far the ledger is read, and which policies are in force.</summary>
/// <param name="At">Data partitions, and the control partition at the policies.</param>
/// <param name="RecordedAt">The recorded time it stands for.</param>
/// <param name="Past">A past moment was asked for.</param>
/// <param name="Policies">In force at that position of the control partition.</param>
internal sealed record BacktestMoment(LedgerVector At, DateTimeOffset RecordedAt, bool Past, PolicySet Policies)
{
    private const int PageSize = 1_000;

    /// <summary>The moment a request asks for.</summary>
    /// <exception cref="BadRequestException">Its positions are none, or lie ahead of the ledger.</exception>
    public static async Task<BacktestMoment> ReadAsync(BacktestRequest request, ILedger ledger, AskedPositions asked, PolicyHolder holder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.AsOf is { } instant)
        {
            var at = Relevant(await ledger.ResolveAsOfAsync(instant, cancellationToken), ledger);
            return new(at, instant, Past: true, await PoliciesAsync(at[LedgerPartitions.Control], ledger, cancellationToken));
        }

        if (request.Positions is { } positions)
        {
            var at = Relevant(await asked.ReadAsync("/positions", positions, cancellationToken), ledger);
            var last = await ledger.ReadEntriesAsync([.. at.Positions.Select(p => new EntryAddress(p.Key, p.Value))], cancellationToken);
            var recordedAt = last.Count == 0 ? DateTimeOffset.UnixEpoch : last.Max(e => e.RecordedAt);
            return new(at, recordedAt, Past: true, await PoliciesAsync(at[LedgerPartitions.Control], ledger, cancellationToken));
        }

        var policies = holder.Current;
        var now = Relevant(await ledger.ReadHeadsAsync(cancellationToken), ledger).With(LedgerPartitions.Control, policies.Version);
        return new(now, time.GetUtcNow(), Past: false, policies);
    }

    private static LedgerVector Relevant(LedgerVector vector, ILedger ledger) =>
        LedgerVector.Of(vector.Positions.Where(p => p.Key < ledger.PartitionCount || p.Key == LedgerPartitions.Control));

    /// <summary>The shipped policies, and what was put up to a control position.</summary>
    private static async Task<PolicySet> PoliciesAsync(long head, ILedger ledger, CancellationToken cancellationToken)
    {
        var policies = PolicySet.Shipped;
        for (long at = 0; at < head;)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Control, at, head, PageSize, EntryParts.Report, cancellationToken);
            foreach (var entry in page.Entries.Where(e => e.Kind == (byte)EntryKind.Policy))
            {
                var reading = ThreatPolicyReader.Read(entry.Report);
                policies = policies.With(
                    reading.Policy ?? throw new InvalidDataException($"Control entry {entry.Address.Position} holds no sound policy: {string.Join("; ", reading.Errors.Select(e => $"{e.Pointer} {e.Detail}"))}."),
                    entry.Address.Position);
            }

            at = page.To;
        }

        return policies;
    }
}
