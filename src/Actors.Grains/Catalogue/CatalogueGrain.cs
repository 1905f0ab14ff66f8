using Actors.Abstractions.Catalogue;
using Actors.Abstractions.Intake;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Grains.Export;
using Actors.Ledger;

namespace Actors.Grains.Catalogue;

/// <summary>Records catalogue changes, each checked against the catalogue it will follow.</summary>
[GrainType("catalogue")]
internal sealed class CatalogueGrain(ILedger ledger, CatalogueHolder holder, CatalogueFollower follower) : Grain, ICatalogueGrain
{
    private const int MaxAttempts = 8;
    private const int PageSize = 500;

    public Task<CatalogueAnswer> ChangeAsync(byte[] change) => RecordAsync(change, firstRecordedAt: null);

    public async Task<CatalogueAnswer> RestoreAsync(byte[] change, DateTimeOffset firstRecordedAt)
    {
        try
        {
            return await ControlOrigin.FindAsync(ledger, (byte)EntryKind.Catalogue, change, firstRecordedAt, CancellationToken.None) is { } position
                ? new CatalogueAnswer(position, []) { Repeated = true }
                : await RecordAsync(change, firstRecordedAt);
        }
        catch (LedgerUnavailableException failure)
        {
            throw Busy(failure);
        }
    }

    private static ServiceBusyException Busy(LedgerUnavailableException failure) => LedgerAway.Busy(failure, "nothing of this call is known to be recorded: send it again");

    private async Task<CatalogueAnswer> RecordAsync(byte[] change, DateTimeOffset? firstRecordedAt)
    {
        var decoded = CatalogueChangeCodec.Decode(change);
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var head = await ledger.ReadHeadAsync(LedgerPartitions.Control, CancellationToken.None);
                await follower.CatchUpAsync(CancellationToken.None);
                if (follower.Position != head.Position)
                {
                    continue;
                }

                var problems = ((Domain.Catalogue.Catalogue)holder.Current).Check(decoded);
                if (!problems.IsEmpty)
                {
                    return new CatalogueAnswer(0, [.. problems.Select(p => new CatalogueProblem(p.Pointer, p.Detail))]);
                }

                var outcome = await ledger.AppendAsync(
                    new AppendRequest
                    {
                        Partition = LedgerPartitions.Control,
                        ExpectedHead = head.Position,
                        BatchId = Guid.NewGuid(),
                        Entries = [new NewEntry { Kind = (byte)EntryKind.Catalogue, Subjects = [], Effects = firstRecordedAt is { } first ? ControlOrigin.Encode(first) : ReadOnlyMemory<byte>.Empty, Report = change }],
                    },
                    CancellationToken.None);
                if (outcome is AppendOutcome.Committed committed)
                {
                    await follower.CatchUpAsync(CancellationToken.None);
                    return new CatalogueAnswer(committed.FirstPosition, []);
                }
            }
        }
        catch (LedgerUnavailableException failure)
        {
            throw Busy(failure);
        }

        throw new ServiceBusyException("The control partition has other writers.", 1);
    }

    public async Task<CatalogueChanges> ReadAsync(long after)
    {
        try
        {
            var head = await ledger.ReadHeadAsync(LedgerPartitions.Control, CancellationToken.None);
            var page = await ledger.ReadAsync(LedgerPartitions.Control, after, head.Position, PageSize, EntryParts.Report, CancellationToken.None);
            return new CatalogueChanges(
                page.To,
                [.. page.Entries.Where(e => e.Kind == (byte)EntryKind.Catalogue).Select(e => new RecordedChange(e.Address.Position, e.Report.ToArray()))]);
        }
        catch (LedgerUnavailableException failure)
        {
            throw LedgerAway.Busy(failure);
        }
    }
}
