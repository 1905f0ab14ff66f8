using Actors.Abstractions.Audit;
using Actors.Abstractions.Intake;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Audit;

/// <summary>Writes and reads audit entries. While one commit runs, arriving records form the next batch.</summary>
[Reentrant]
[GrainType("audit")]
internal sealed class AuditGrain(ILedger ledger) : Grain, IAuditGrain
{
    private const int MaxBatch = 200;
    private const int MaxAttempts = 20;
    private const int PageSize = 1_000;

    /// <summary>How far beyond its page an item's conclusion is looked for; it follows within moments.</summary>
    private const int MaxFurther = 2_000;

    private readonly Queue<(NewEntry Entry, TaskCompletionSource<long> Answer)> waiting = new();
    private bool pumping;

    public Task<long> RecordAsync(AuditRecord record) => EnqueueAsync(EntryKind.Audit, AuditCodec.Encode(record));

    public Task ConcludeAsync(long position, int status) => EnqueueAsync(EntryKind.AuditConclusion, AuditCodec.EncodeConclusion(position, status));

    public async Task<AuditPage> ReadAsync(long after, int limit, string? who)
    {
        try
        {
            return await ReadPageAsync(after, limit, who);
        }
        catch (LedgerUnavailableException failure)
        {
            throw LedgerAway.Busy(failure);
        }
    }

    private static ServiceBusyException Busy(string message) => new(message, retryAfterSeconds: 1);

    private async Task<AuditPage> ReadPageAsync(long after, int limit, string? who)
    {
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Control, CancellationToken.None)).Position;
        List<AuditItem> items = [];
        Dictionary<long, int> statuses = [];
        long? to = null;
        for (var read = after; read < head && (to is null || read < to + MaxFurther);)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Control, read, head, PageSize, EntryParts.Report, CancellationToken.None);
            foreach (var entry in page.Entries)
            {
                if (entry.Kind == (byte)EntryKind.AuditConclusion)
                {
                    var (position, status) = AuditCodec.DecodeConclusion(entry.Report);
                    statuses[position] = status;
                }
                else if (to is null && Item(entry) is { } item && (who is null || item.Record.Who == who))
                {
                    items.Add(item);
                    to = items.Count == limit ? entry.Address.Position : null;
                }
            }

            read = page.To;
        }

        return new([.. items.Select(i => i.Status is null && statuses.TryGetValue(i.Position, out var status) ? i with { Status = status } : i)], to ?? head, head);
    }

    private static AuditItem? Item(LedgerEntry entry) => (EntryKind)entry.Kind switch
    {
        EntryKind.Audit => new(entry.Address.Position, entry.RecordedAt, AuditCodec.Decode(entry.Report), Status: null),
        EntryKind.Catalogue => new(entry.Address.Position, entry.RecordedAt, OfCatalogue(entry.Report), Status: 200),
        _ => null,
    };

    /// <summary>The change itself says who made it; what is stored is what was changed.</summary>
    private static AuditRecord OfCatalogue(ReadOnlyMemory<byte> stored)
    {
        var change = CatalogueChangeCodec.Decode(stored);
        return new(change.By ?? "unknown", "analyst", "catalogue change", "/v1/catalog", System.Text.Encoding.UTF8.GetString(stored.Span));
    }

    private Task<long> EnqueueAsync(EntryKind kind, byte[] stored)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue((new NewEntry { Kind = (byte)kind, Subjects = [], Effects = ReadOnlyMemory<byte>.Empty, Report = stored }, answer));
        if (!pumping)
        {
            pumping = true;
            PumpAsync().Ignore();
        }

        return answer.Task;
    }

    private async Task PumpAsync()
    {
        try
        {
            while (waiting.Count > 0)
            {
                List<(NewEntry Entry, TaskCompletionSource<long> Answer)> batch = [];
                while (batch.Count < MaxBatch && waiting.TryDequeue(out var next))
                {
                    batch.Add(next);
                }

                try
                {
                    var first = await AppendAsync([.. batch.Select(b => b.Entry)]);
                    for (var i = 0; i < batch.Count; i++)
                    {
                        batch[i].Answer.SetResult(first + i);
                    }
                }
                catch (Exception failure)
                {
                    // Also where the outcome is not known: then something is on record that was not done, never the other way round.
                    batch.ForEach(b => b.Answer.SetException(failure is LedgerUnavailableException ? LedgerAway.Busy(failure, "nothing was changed: send it again") : failure));
                }
            }
        }
        finally
        {
            pumping = false;
        }
    }

    private async Task<long> AppendAsync(IReadOnlyList<NewEntry> entries)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var head = await ledger.ReadHeadAsync(LedgerPartitions.Control, CancellationToken.None);
            var outcome = await ledger.AppendAsync(
                new AppendRequest { Partition = LedgerPartitions.Control, ExpectedHead = head.Position, BatchId = Guid.NewGuid(), Entries = entries },
                CancellationToken.None);
            if (outcome is AppendOutcome.Committed committed)
            {
                return committed.FirstPosition;
            }
        }

        throw Busy("The control partition has other writers.");
    }
}
