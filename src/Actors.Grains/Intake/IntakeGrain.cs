using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Catalogue;
using Actors.Grains.Matching;
using Actors.Grains.Partitions;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Intake;

/// <summary>Resolves names, finds the thread of each report, and hands reports to the partitions that write them.</summary>
/// <remarks>It keeps nothing between calls but names it has looked up, and must not keep one call waiting for the commit of another: while each worker waited for
/// its own, 2,000 callers got about 60 reports a second, because no partition ever had more than two reports to commit at once.</remarks>
[Reentrant]
[StatelessWorker]
[GrainType("intake")]
internal sealed class IntakeGrain(ILedger ledger, CatalogueHolder catalogue, MatchQueue matches, TimeProvider time) : Grain, IIntakeGrain
{
    private const int MaxRounds = 16;

    private NameMemory? names;

    public async Task<IReadOnlyList<Receipt>> SubmitAsync(Submission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var current = catalogue.Current;
        names = ReferenceEquals(names?.Catalogue, current) ? names! : new NameMemory(current);
        var resolver = new ReportResolver(names, submission.Scope, submission.Analyst, time.GetUtcNow());
        var prepared = submission.Reports.Select(bytes => Prepare(bytes, resolver)).ToList();
        var retracted = await FindRetractedAsync(prepared);
        var items = new RecordItem[prepared.Count];
        var inCall = new Dictionary<string, Guid>(StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Address(prepared[i], submission, retracted, inCall);
        }

        await new IncidentMatching(current, matches).ApplyAsync(items, [.. prepared.Select(p => p.Recorded)], submission.Scope);
        return await RecordAsync(items, prepared);
    }

    public async Task<ActionResult> MergeAsync(MergeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Survivor == request.Absorbed)
        {
            return new ActionResult(null, "", "with: an incident cannot be merged with itself; name another.");
        }

        return await PartitionOf(request.Survivor).MergeAsync(request, time.GetUtcNow());
    }

    public Task<ActionResult> SplitAsync(SplitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PartitionOf(request.Incident).SplitAsync(request, time.GetUtcNow());
    }

    public async Task<ActionResult> RejectAsync(RejectRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Incident == request.Other
            ? new ActionResult(null, "", "the other incident: an incident is never suggested for itself; name another.")
            : await PartitionOf(IncidentIds.OfPair(request.Incident, request.Other)).RejectAsync(request, time.GetUtcNow());
    }

    private static Prepared Prepare(byte[] canonical, ReportResolver resolver)
    {
        var read = ReportReader.ReadOne(canonical);
        if (read.Errors.Count > 0)
        {
            throw new BadRequestException(read.Errors[0].Pointer, read.Errors[0].Detail);
        }

        var report = read.Reports![0];
        return new Prepared(report, resolver.Resolve(report, canonical), ReportWriter.ContentHash(report));
    }

    /// <summary>Reports of this call that retract something registered already: the threads they retract in.</summary>
    private async Task<Dictionary<string, Guid>> FindRetractedAsync(List<Prepared> prepared)
    {
        var names = prepared.Select(p => p.Report).OfType<RetractionReport>().Select(r => r.Retracts).Distinct(StringComparer.Ordinal).ToList();
        var threads = new Dictionary<string, Guid>(StringComparer.Ordinal);
        if (names.Count == 0)
        {
            return threads;
        }

        // A retraction that itself still waits has no thread to join yet: what retracts it waits for it in turn.
        var byKey = names.ToDictionary(PendingRecord.KeyOf);
        var registered = await ledger.LookUpReportsAsync(byKey.Keys, CancellationToken.None);
        var waiting = registered.Count == 0 ? [] : (await ledger.ReadWaitingAsync(null, CancellationToken.None)).Select(w => w.Address).ToHashSet();
        foreach (var known in registered.Where(r => !waiting.Contains(r.Address)))
        {
            var receipt = ReceiptBlob.Decode(known.Receipt.Span);
            if ((receipt.IsIncident ? receipt.Thread : await ThreadLocator.LocateAsync(ledger, known.Key, CancellationToken.None)) is { } thread)
            {
                threads[byKey[known.Key]] = thread;
            }
        }

        return threads;
    }

    private static RecordItem Address(Prepared prepared, Submission submission, Dictionary<string, Guid> retracted, Dictionary<string, Guid> inCall)
    {
        var (report, scope) = (prepared.Report, submission.Scope);
        string? awaits = null;
        string? why = null;
        Guid thread;
        switch (report)
        {
            case IncidentReport { Incident: { } reference }:
                thread = IncidentIds.OfReference(scope, reference);
                break;
            case AssessmentReport assessment:
                thread = Guid.TryParseExact(assessment.Incident, "D", out var id) ? id : IncidentIds.OfReference(scope, assessment.Incident);
                break;
            case RetractionReport retraction when inCall.TryGetValue(retraction.Retracts, out var known) || retracted.TryGetValue(retraction.Retracts, out known):
                thread = known;
                break;
            case RetractionReport retraction:
                thread = IncidentIds.OfReport(report.Id);
                awaits = retraction.Retracts;
                break;
            case IncidentReport:
                thread = IncidentIds.OfReport(report.Id);
                why = "new: it states no day or no place to compare";
                break;
            default:
                thread = IncidentIds.OfReport(report.Id);
                break;
        }

        if (awaits is null)
        {
            inCall.TryAdd(report.Id, thread);
        }

        return new RecordItem(report.Id, thread, RecordedReportCodec.Write(prepared.Recorded), prepared.Hash, awaits, Matched: null, why)
        {
            Trace = GrainsTelemetry.CurrentTrace,
            Import = submission.Import,
        };
    }

    private async Task<IReadOnlyList<Receipt>> RecordAsync(RecordItem[] items, List<Prepared> prepared)
    {
        var receipts = new Receipt?[items.Length];
        var open = Enumerable.Range(0, items.Length).ToList();
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
            {
                throw new ServiceBusyException("Incidents are being merged faster than reports can follow them.", retryAfterSeconds: 1);
            }

            var calls = open.GroupBy(i => IncidentIds.PartitionOf(items[i].Thread, ledger.PartitionCount))
                .Select(async group =>
                {
                    var indexes = group.ToList();
                    var answers = await GrainFactory.GetGrain<ILedgerPartitionGrain>(group.Key).RecordAsync([.. indexes.Select(i => items[i])]);
                    return indexes.Zip(answers);
                })
                .ToList();
            open = [];
            foreach (var answered in await Task.WhenAll(calls))
            {
                foreach (var (index, answer) in answered)
                {
                    if (answer.Redirect is { } survivor)
                    {
                        var next = survivor == RecordAnswer.LocateAgain
                            ? await ThreadLocator.LocateAsync(ledger, ((RetractionReport)prepared[index].Report).Retracts, CancellationToken.None)
                            : survivor;
                        items[index] = Redirect(items[index], next ?? items[index].Thread);
                        open.Add(index);
                    }
                    else
                    {
                        receipts[index] = answer.Receipt;
                    }
                }
            }
        }

        return receipts!;
    }

    /// <summary>Sends an item on. To its own reference, which somebody else has made known meanwhile: it is matched no longer.</summary>
    private static RecordItem Redirect(RecordItem item, Guid thread) => item.Alias == thread
        ? item with { Thread = thread, Alias = null, Matched = null, Why = null }
        : item with { Thread = thread, Matched = item.Matched is null ? null : thread };

    private ILedgerPartitionGrain PartitionOf(Guid incident) =>
        GrainFactory.GetGrain<ILedgerPartitionGrain>(IncidentIds.PartitionOf(incident, ledger.PartitionCount));

    private sealed record Prepared(Report Report, RecordedReport Recorded, UInt128 Hash);
}
