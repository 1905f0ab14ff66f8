using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>A report that waits for its commit.</summary>
internal sealed class PendingRecord(RecordItem item)
{
    public RecordItem Item { get; } = item;

    public ReportKey Key { get; } = KeyOf(item.ReportId);

    public TaskCompletionSource<RecordAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The threads it needs to know.</summary>
    public IEnumerable<Guid> Threads => Item.Alias is { } alias ? [Item.Thread, alias] : [Item.Thread];

    public static ReportKey KeyOf(string reportId) => new(IncidentIds.KeyOfReport(reportId));
}

/// <summary>What one batch will append and answer: built from what was read, carried out by one append, thrown away when it was refused.</summary>
/// <remarks>Entries name the import they belong to only where every silo can read that (<see cref="Forms.ClusterForms"/>).</remarks>
internal sealed class RecordPlan(
    int partition,
    long firstPosition,
    Dictionary<Guid, IncidentThread> loaded,
    Dictionary<ReportKey, RegisteredReport> registered,
    ILookup<ReportKey, AddressedReport> awaited,
    EntryComposer composer,
    bool namesImports)
{
    private readonly Dictionary<Guid, IncidentThread> changed = [];
    private readonly Dictionary<ReportKey, (UInt128 Hash, Receipt Receipt)> recorded = [];
    private readonly List<(PendingRecord Pending, RecordAnswer Answer)> answers = [];

    public List<NewEntry> Entries { get; } = [];

    /// <summary>Threads as they will stand after the commit.</summary>
    public IEnumerable<IncidentThread> Changed => changed.Values;

    /// <summary>Reports recorded by this plan, with their threads.</summary>
    public List<(ReportKey Key, Guid Thread, string? Awaits, EntryAddress Address)> Recorded { get; } = [];

    /// <summary>Answers all callers; after the commit.</summary>
    public void Complete(AppendOutcome? outcome)
    {
        if (outcome is not null and not AppendOutcome.Committed)
        {
            throw new InvalidOperationException($"A plan of partition {partition} was completed without its commit: {outcome}.");
        }

        foreach (var (pending, answer) in answers)
        {
            pending.Answer.TrySetResult(answer);
        }
    }

    public void Add(PendingRecord pending)
    {
        var item = pending.Item;
        if (registered.TryGetValue(pending.Key, out var first))
        {
            var status = first.ContentHash == item.ContentHash ? ReceiptStatus.Duplicate : ReceiptStatus.Conflict;
            Answer(pending, ReceiptBlob.Decode(first.Receipt.Span).ToReceipt(item.ReportId, first.Address, status));
            return;
        }

        if (recorded.TryGetValue(pending.Key, out var earlier))
        {
            var status = earlier.Hash == item.ContentHash ? ReceiptStatus.Duplicate : ReceiptStatus.Conflict;
            Answer(pending, earlier.Receipt with { Status = status });
            return;
        }

        if (item.Alias is { } alias && ThreadOf(alias).Revision > 0)
        {
            // Another report of that reference was recorded meanwhile: this one goes where it went.
            answers.Add((pending, new RecordAnswer(null, alias)));
            return;
        }

        var thread = ThreadOf(item.Thread);
        if (thread.ClosedInto is { } survivor)
        {
            answers.Add((pending, new RecordAnswer(null, survivor)));
            return;
        }

        Record(pending, thread);
    }

    private IncidentThread ThreadOf(Guid id) => changed.TryGetValue(id, out var working) ? working : loaded[id];

    private void Record(PendingRecord pending, IncidentThread thread)
    {
        var item = pending.Item;
        var address = new EntryAddress(partition, firstPosition + Entries.Count);
        var report = RecordedReportCodec.Read(item.Payload, recordedAt: default);
        if (item is { Awaits: null, Restored: false }
            && report.Report is Domain.Reports.RetractionReport retraction
            && thread.Reports.All(r => r.Report.Report.Id != retraction.Retracts))
        {
            // A split took the report elsewhere between the sender's look and this one.
            answers.Add((pending, new RecordAnswer(null, RecordAnswer.LocateAgain)));
            return;
        }

        var joining = new List<AddressedReport> { new(address, report) };
        if (item.Awaits is null)
        {
            // What waits itself takes nothing up: both are brought to what it waits for.
            joining.AddRange(awaited[pending.Key]);
        }

        var (next, effects) = composer.Join(thread, joining, address);
        if (item.Alias is { } reference && effects.Changes.IsEmpty)
        {
            // Withdrawn before it came, it changes nothing, and nothing would say where its reference went.
            answers.Add((pending, new RecordAnswer(null, reference)));
            return;
        }

        var closed = item.Alias is { } alias ? IncidentThread.Unreported(alias) with { Revision = 1, Address = address, ClosedInto = thread.Id } : null;
        var isIncident = next.Reports.Any(r => r.Report.Report is Domain.Reports.IncidentReport or Domain.Reports.AssessmentReport);
        var receipt = new ReceiptBlob(thread.Id, isIncident, next.Revision, item.Matched, item.Why);
        var moved = thread.Address is { } before && before.Partition != partition;
        var withdrawn = effects.Withdrawn.IsEmpty ? [] : composer.LiveSignals(thread.Reports).Values.AsEnumerable();
        var import = namesImports ? item.Import : null;
        Entries.Add(new NewEntry
        {
            Kind = (byte)(moved ? EntryKind.ReportAfterMove : EntryKind.Report),
            ReportKey = pending.Key,
            ContentHash = item.ContentHash,
            Receipt = receipt.Encode(),
            Subjects = EntryComposer.SubjectsOf(effects, withdrawn),
            Effects = EffectsCodec.Encode(item.Trace is null && import is null ? effects : effects with { Trace = item.Trace, Import = import }),
            Report = item.Payload,
            Revisions = closed is null ? [composer.RevisionOf(next)] : [composer.RevisionOf(next), composer.RevisionOf(closed)],
            Awaits = item.Awaits is null ? [] : [PendingRecord.KeyOf(item.Awaits)],
            Fulfils = [.. joining.Skip(1).Select(j => j.Address)],
        });
        changed[thread.Id] = next;
        if (closed is not null)
        {
            changed[closed.Id] = closed;
        }

        var answer = receipt.ToReceipt(item.ReportId, address, ReceiptStatus.Recorded);
        recorded[pending.Key] = (item.ContentHash, answer);
        Recorded.Add((pending.Key, thread.Id, item.Awaits, address));
        Answer(pending, answer);
    }

    private void Answer(PendingRecord pending, Receipt receipt) => answers.Add((pending, new RecordAnswer(receipt, null)));
}
