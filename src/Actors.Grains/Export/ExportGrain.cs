using System.Buffers;
using System.Collections.Immutable;
using Actors.Abstractions.Export;
using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Grains.Partitions;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Export;

/// <summary>Reads all partitions side by side and merges them by the time of recording.</summary>
/// <remarks>A page ends where a partition must be read again: what was read of the others beyond that is read once more with the next
/// page. Memory: one page of each partition.</remarks>
[StatelessWorker]
[GrainType("export")]
internal sealed class ExportGrain(ILedger ledger) : Grain, IExportGrain
{
    private const int EntriesPerPartition = 1_000;

    public async Task<ExportExtent> ExtentAsync()
    {
        var heads = await ledger.ReadHeadsAsync(CancellationToken.None);
        var exported = LedgerVector.Of(heads.Positions.Where(p => p.Key != LedgerPartitions.Notifications && p.Value > 0));
        DateTimeOffset? first = null;
        foreach (var partition in exported.Positions.Keys)
        {
            var page = await ledger.ReadAsync(partition, 0, 1, 1, EntryParts.None, CancellationToken.None);
            first = page.Entries is [var entry] && (first is null || entry.RecordedAt < first) ? entry.RecordedAt : first;
        }

        return new ExportExtent(first?.ToUniversalTime().ToString("O") ?? "", exported.ToString(), exported.Positions.Values.Sum());
    }

    public async Task<ExportPage> ReadAsync(string after, string until)
    {
        var from = Parse("?after", after);
        var to = Parse("?until", until);
        var pages = await Task.WhenAll(to.Positions
            .Where(p => p.Key != LedgerPartitions.Notifications && from[p.Key] < p.Value)
            .Select(p => ledger.ReadAsync(p.Key, from[p.Key], p.Value, EntriesPerPartition, EntryParts.All, CancellationToken.None)));
        var entries = InOrder(pages, to);
        var placed = await PlaceAsync(entries);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var count = 0;
        foreach (var entry in entries)
        {
            if (IsExported(entry))
            {
                await WriteAsync(output, entry, placed);
                count++;
            }

            from = from.With(entry.Address.Partition, entry.Address.Position);
        }

        return new ExportPage(output.WrittenSpan.ToArray(), count, from.ToString());
    }

    /// <summary>The entries up to the first moment after which a partition has more than was read of it. Control changes come before reports
    /// of the same instant.</summary>
    private static List<LedgerEntry> InOrder(LedgerPage[] pages, LedgerVector until)
    {
        DateTimeOffset? end = null;
        foreach (var page in pages)
        {
            if (page.To < until[page.Partition] && page.Entries.Count > 0 && (end is null || page.Entries[^1].RecordedAt < end))
            {
                end = page.Entries[^1].RecordedAt;
            }
        }

        return
        [
            .. pages.SelectMany(p => p.Entries)
                .Where(e => end is null || e.RecordedAt <= end)
                .OrderBy(e => e.RecordedAt)
                .ThenByDescending(e => e.Address.Partition == LedgerPartitions.Control)
                .ThenBy(e => e.Address.Partition)
                .ThenBy(e => e.Address.Position),
        ];
    }

    private static LedgerVector Parse(string name, string text) => text.Length == 0 ? LedgerVector.Zero
        : LedgerVector.TryParse(text, out var vector) ? vector
        : throw new BadRequestException(name, $"'{text}' is no list of ledger positions; write partition:position pairs, for example 0:41,2:17.");

    /// <summary>The audit record is of this system and stays with it.</summary>
    private static bool IsExported(LedgerEntry entry) => (EntryKind)entry.Kind is not (EntryKind.Audit or EntryKind.AuditConclusion);

    private static bool IsReport(LedgerEntry entry) => (EntryKind)entry.Kind is EntryKind.Report or EntryKind.ReportAfterMove or EntryKind.Attach;

    /// <summary>The registry's word on every report among the entries.</summary>
    private async Task<Dictionary<EntryAddress, (RecordedReport Report, ReceiptBlob Receipt)>> PlaceAsync(List<LedgerEntry> entries)
    {
        var reports = entries.Where(IsReport).ToDictionary(e => e.Address, e => RecordedReportCodec.Read(e.Report.Span, e.RecordedAt));
        var known = (await ledger.LookUpReportsAsync([.. reports.Values.Select(r => PendingRecord.KeyOf(r.Report.Id)).Distinct()], CancellationToken.None))
            .ToDictionary(r => r.Key, r => ReceiptBlob.Decode(r.Receipt.Span));
        return reports.ToDictionary(r => r.Key, r => (r.Value, known[PendingRecord.KeyOf(r.Value.Report.Id)]));
    }

    private async Task WriteAsync(ArrayBufferWriter<byte> output, LedgerEntry entry, Dictionary<EntryAddress, (RecordedReport Report, ReceiptBlob Receipt)> placed)
    {
        if (!IsReport(entry))
        {
            ExportLine.WriteStored(output, entry);
            return;
        }

        var (recorded, receipt) = placed[entry.Address];
        if (entry.Kind == (byte)EntryKind.Attach)
        {
            ExportLine.WriteAttach(output, entry, EffectsThread(entry) ?? await AttachedToAsync(entry, recorded.Report), recorded.Report.Id);
            return;
        }

        var waited = recorded.Report is RetractionReport retraction && receipt.Thread == IncidentIds.OfReport(retraction.Id) ? retraction.Retracts : null;
        var awaits = waited is not null && !await TakenUpByItselfAsync(entry.Address, waited) ? waited : null;
        // A new reference that was matched was closed into the incident it was matched to, by the same entry.
        var alias = receipt.Matched is not null && recorded.Report is IncidentReport { Incident: { } reference } ? IncidentIds.OfReference(recorded.Scope, reference) : (Guid?)null;
        ExportLine.WriteReport(output, entry, new PlacedReport(receipt.Thread, receipt.Revision, receipt.Matched, receipt.Why, alias, awaits));
    }

    private static Guid? EffectsThread(LedgerEntry attach) =>
        EffectsCodec.Decode(attach.Effects.Span).Changes is [var change] ? change.Incident : null;

    /// <summary>The thread an attaching entry changed without an effect on incidents: that of the report the retraction is about.</summary>
    private async Task<Guid> AttachedToAsync(LedgerEntry attach, Report report) =>
        await ledger.LookUpReportsAsync([PendingRecord.KeyOf(((RetractionReport)report).Retracts)], CancellationToken.None) is [var about]
            ? ReceiptBlob.Decode(about.Receipt.Span).Thread
            : throw new StoredFormException($"Entry {attach.Address.Partition}:{attach.Address.Position} takes up a report on one that is not in the registry.");

    /// <summary>Whether a waiting report was later taken up by an entry of its own, and not together with the report it waited for. Where that
    /// one was itself a retraction that waited, both may have been taken up with what it is about.</summary>
    private async Task<bool> TakenUpByItselfAsync(EntryAddress waiting, string awaited)
    {
        const int MaxDepth = 64;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (await ledger.LookUpReportsAsync([PendingRecord.KeyOf(awaited)], CancellationToken.None) is not [var known])
            {
                return false;
            }

            var revisions = await ledger.ReadRevisionsAsync(ReceiptBlob.Decode(known.Receipt.Span).Thread, CancellationToken.None);
            if (revisions.FirstOrDefault(r => r.Reports.Contains(waiting)) is { } first)
            {
                return await ledger.ReadEntriesAsync([first.Address], CancellationToken.None) is [{ Kind: (byte)EntryKind.Attach }];
            }

            if (await ledger.ReadEntriesAsync([known.Address], CancellationToken.None) is not [var entry]
                || RecordedReportCodec.Read(entry.Report.Span, entry.RecordedAt).Report is not RetractionReport above)
            {
                return false;
            }

            awaited = above.Retracts;
        }

        return false;
    }
}
