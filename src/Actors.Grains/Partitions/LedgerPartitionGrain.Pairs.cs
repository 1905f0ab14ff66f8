using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>What is said of two incidents together. It revises neither, so that rejecting a suggestion meets no report on its way.</summary>
internal sealed partial class LedgerPartitionGrain
{
    public Task<ActionResult> RejectAsync(RejectRequest request, DateTimeOffset receivedAt) =>
        ActAsync(() => RejectOnceAsync(request, receivedAt));

    private async Task<(ActionResult? Done, AppendOutcome? Refused)> RejectOnceAsync(RejectRequest request, DateTimeOffset receivedAt)
    {
        var current = (await ThreadStore.ReadAsync(ledger, [request.Incident, request.Other], stopping.Token)).ToDictionary(t => t.Id);
        var incident = current.GetValueOrDefault(request.Incident) ?? IncidentThread.Unreported(request.Incident);
        var other = current.GetValueOrDefault(request.Other) ?? IncidentThread.Unreported(request.Other);
        if ((Problem(incident, "the incident") ?? Problem(other, "the other incident")) is { } problem)
        {
            return (new ActionResult(null, "", problem), null);
        }

        var pair = IncidentIds.OfPair(request.Incident, request.Other);
        if ((await ledger.ReadCurrentRevisionsAsync([pair], stopping.Token)) is [var said])
        {
            return (new ActionResult(request.Incident, TextOf(said.Address), null), null);
        }

        var at = new EntryAddress(Partition, await HeadAsync() + 1);
        var action = new AnalystAction(request.Incident, request.Other, [], request.Reason, request.Author, receivedAt);
        var outcome = await AppendAsync(
        [
            new NewEntry
            {
                Kind = (byte)EntryKind.Apart,
                ReportKey = KeyOf(action),
                Receipt = new ReceiptBlob(request.Incident, IsIncident: false, 0, null, null).Encode(),
                Subjects = [],
                Effects = EffectsCodec.Encode(EntryEffects.None),
                Report = action.Encode(),
                Revisions =
                [
                    new NewRevision
                    {
                        Incident = pair,
                        Revision = 1,
                        DayFrom = null,
                        DayTo = null,
                        Terms = [RevisionTerms.OfApart(request.Incident), RevisionTerms.OfApart(request.Other)],
                        SearchText = "",
                        Contribution = ReadOnlyMemory<byte>.Empty,
                        Reports = [],
                    },
                ],
            },
        ]);
        return outcome is AppendOutcome.Committed ? (new ActionResult(request.Incident, TextOf(at), null), null) : (null, outcome);
    }

    private static string TextOf(EntryAddress address) => LedgerVector.Zero.With(address.Partition, address.Position).ToString();
}
