using System.Text;
using Actors.Abstractions.Catalogue;
using Actors.Abstractions.Export;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Policies;
using Actors.Grains.Partitions;
using Actors.Ledger;

namespace Actors.Grains.Export;

/// <summary>Records exported entries again. Reports follow each other in batches; whatever several incidents or the catalogue depend on waits
/// for all before it and is waited for by all after it, so that each finds what it found the first time.</summary>
[GrainType("restore")]
internal sealed class RestoreGrain(ILedger ledger) : Grain, IRestoreGrain
{
    private const int MaxRounds = 16;
    private static readonly RestoreAnswer Nothing = new(null, null);

    /// <summary>The control position that reports of this restore must have been preceded by.</summary>
    private long control;

    public async Task<IReadOnlyList<RestoreAnswer>> RestoreAsync(IReadOnlyList<byte[]> lines, bool dryRun)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var answers = new RestoreAnswer[lines.Count];
        var open = new List<(int Index, RecordItem Item)>();
        for (var i = 0; i < lines.Count; i++)
        {
            RestoreLine line;
            try
            {
                line = Check(RestoreLine.Read(lines[i]));
            }
            catch (FormatException wrong)
            {
                answers[i] = new RestoreAnswer(null, wrong.Message);
                continue;
            }

            if (dryRun || line.Entry is "header" or "end")
            {
                answers[i] = line.Entry is "header" or "end" ? Nothing : new RestoreAnswer(ReceiptStatus.Recorded, null);
                continue;
            }

            if (line.Entry == "report")
            {
                open.Add((i, ItemOf(line)));
            }

            if (line.Entry != "report" || line.Awaits is not null)
            {
                await RecordAsync(open, answers);
            }

            if (line.Entry != "report")
            {
                answers[i] = await RestoreOneAsync(line);
            }
        }

        await RecordAsync(open, answers);
        return answers;
    }

    /// <summary>Stored forms are read before anything is recorded, so that a damaged line is refused and not half done.</summary>
    private static RestoreLine Check(RestoreLine line)
    {
        switch (line.Entry)
        {
            case "merge" or "split" or "apart":
                AnalystAction.Decode(line.Stored);
                break;
            case "catalogue":
                CatalogueChangeCodec.Decode(line.Stored);
                break;
            case "policy" when ThreatPolicyReader.Read(line.Stored) is { Policy: null } read:
                throw new FormatException($"/policy{read.Errors[0].Pointer}: {read.Errors[0].Detail}");
        }

        return line;
    }

    private RecordItem ItemOf(RestoreLine line)
    {
        var recorded = line.Recorded!;
        var sent = recorded.AsSent.Length == 0 ? recorded.Report : ReportReader.ReadOne(Encoding.UTF8.GetBytes(recorded.AsSent)).Reports![0];
        return new RecordItem(recorded.Report.Id, line.Thread, RecordedReportCodec.Write(recorded), ReportWriter.ContentHash(sent), line.Awaits, line.Matched, line.Why)
        {
            Alias = line.Alias,
            Restored = true,
            Import = "of an export",
            Control = control,
        };
    }

    private async Task RecordAsync(List<(int Index, RecordItem Item)> open, RestoreAnswer[] answers)
    {
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
            {
                throw new ServiceBusyException("Incidents are being merged faster than reports can follow them.", retryAfterSeconds: 1);
            }

            var calls = open.GroupBy(o => IncidentIds.PartitionOf(o.Item.Thread, ledger.PartitionCount)).Select(async group =>
            {
                var items = group.ToList();
                return items.Zip(await GrainFactory.GetGrain<ILedgerPartitionGrain>(group.Key).RecordAsync([.. items.Select(o => o.Item)]));
            }).ToList();
            open.Clear();
            foreach (var ((index, item), answer) in (await Task.WhenAll(calls)).SelectMany(answered => answered))
            {
                if (answer.Redirect is { } survivor)
                {
                    // This system knows the incident as part of another: the report goes where it went.
                    open.Add((index, item with { Thread = survivor, Alias = item.Alias == survivor ? null : item.Alias }));
                }
                else
                {
                    answers[index] = new RestoreAnswer(answer.Receipt!.Status, null);
                }
            }
        }
    }

    private async Task<RestoreAnswer> RestoreOneAsync(RestoreLine line)
    {
        switch (line.Entry)
        {
            case "attach":
                return await PartitionOf(line.Thread).RestoreAttachAsync(line.Thread, line.Report);
            case "catalogue":
                var change = await GrainFactory.GetGrain<ICatalogueGrain>(0).RestoreAsync(line.Stored, line.RecordedAt);
                control = Math.Max(control, change.Position);
                return change.Problems is [var wrong, ..] ? new RestoreAnswer(null, $"/change{wrong.Pointer}: {wrong.Detail}")
                    : Answer(change.Repeated);
            case "policy":
                var policy = await GrainFactory.GetGrain<IPolicyGrain>(0).RestoreAsync(line.Stored, line.RecordedAt);
                return policy.Refused is { } why ? new RestoreAnswer(null, "/policy: " + why) : Answer(policy.Repeated);
            default:
                var action = AnalystAction.Decode(line.Stored);
                return await PartitionOf(line.Entry == "apart" ? IncidentIds.OfPair(action.Incident, action.Other) : action.Incident).RestoreActionAsync(line.Entry, line.Stored);
        }
    }

    private static RestoreAnswer Answer(bool repeated) => new(repeated ? ReceiptStatus.Duplicate : ReceiptStatus.Recorded, null);

    private ILedgerPartitionGrain PartitionOf(Guid incident) =>
        GrainFactory.GetGrain<ILedgerPartitionGrain>(IncidentIds.PartitionOf(incident, ledger.PartitionCount));
}
