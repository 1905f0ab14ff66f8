using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Actors.Abstractions.Export;
using Actors.Abstractions.Intake;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>
/// Merge and split. Each is one entry with both incidents' changes, in the partition of the incident that keeps its place: the
/// ledger's unique (incident, revision) fences it against a report that reaches the other incident at that moment.
/// </summary>
/// <remarks>What is remembered of an incident may be older than what an action in another partition made of it. An append finds out; a refusal would not,
/// so both are read anew.</remarks>
internal sealed partial class LedgerPartitionGrain
{
    public Task<ActionResult> MergeAsync(MergeRequest request, DateTimeOffset receivedAt) =>
        ActAsync(() => MergeOnceAsync(request, receivedAt));

    public Task<ActionResult> SplitAsync(SplitRequest request, DateTimeOffset receivedAt) =>
        ActAsync(() => SplitOnceAsync(request, receivedAt));

    public async Task<RestoreAnswer> RestoreActionAsync(string kind, byte[] action)
    {
        var stored = AnalystAction.Decode(action);
        var repeated = false;
        var done = await ActAsync(async () =>
        {
            repeated = (await ledger.LookUpReportsAsync([KeyOf(stored)], stopping.Token)).Count > 0;
            return repeated ? (new ActionResult(stored.Incident, "", null), null)
                : kind == "apart" ? await RejectOnceAsync(new RejectRequest(stored.Incident, stored.Other, stored.Reason, stored.Author), stored.ReceivedAt)
                : kind == "merge" ? await MergeOnceAsync(new MergeRequest(stored.Incident, stored.Other, stored.Reason, stored.Author), stored.ReceivedAt)
                : await SplitOnceAsync(new SplitRequest(stored.Incident, stored.Reports, stored.Reason, stored.Author), stored.ReceivedAt);
        });
        return done.Problem is { } problem ? new RestoreAnswer(null, problem) : new RestoreAnswer(repeated ? ReceiptStatus.Duplicate : ReceiptStatus.Recorded, null);
    }

    /// <summary>Names an action in the registry, so that a restored one is known again.</summary>
    private static ReportKey KeyOf(AnalystAction action) => PendingRecord.KeyOf("\naction\n" + Convert.ToHexStringLower(SHA256.HashData(action.Encode())));

    private async Task<ActionResult> ActAsync(Func<Task<(ActionResult? Done, AppendOutcome? Refused)>> act)
    {
        await writing.WaitAsync(stopping.Token);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (done, refused) = await act();
                if (done is not null)
                {
                    return done;
                }

                GiveUpAfter(attempt, refused!);
            }
        }
        catch (LedgerUnavailableException failure)
        {
            DropMemory();
            throw LedgerAway.Busy(failure, "nothing is known to be done: send it again");
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task<(ActionResult? Done, AppendOutcome? Refused)> MergeOnceAsync(MergeRequest request, DateTimeOffset receivedAt)
    {
        threads.Forget(request.Survivor);
        threads.Forget(request.Absorbed);
        var loaded = await threads.LoadAsync([request.Survivor, request.Absorbed], stopping.Token);
        var survivor = loaded[request.Survivor];
        var absorbed = loaded[request.Absorbed];
        if (absorbed.ClosedInto == survivor.Id)
        {
            return (new ActionResult(survivor.Id, PositionOf(absorbed), null), null);
        }

        if ((Problem(survivor, "the incident") ?? Problem(absorbed, "with")) is { } problem)
        {
            return (new ActionResult(null, "", problem), null);
        }

        var at = new EntryAddress(Partition, await HeadAsync() + 1);
        var composer = new EntryComposer(catalogue.Current, rules);
        var (joined, effects) = composer.Join(survivor, absorbed.Reports, at);
        var closed = absorbed with { Revision = absorbed.Revision + 1, Address = at, Contribution = null, ClosedInto = survivor.Id };
        effects = effects with
        {
            Changes = [.. effects.Changes, new IncidentChange(absorbed.Id, absorbed.Contribution, null)],
        };
        var action = new AnalystAction(survivor.Id, absorbed.Id, [], request.Reason, request.Author, receivedAt);
        return await AppendActionAsync(EntryKind.Merge, action, effects, at, composer, joined, closed);
    }

    private async Task<(ActionResult? Done, AppendOutcome? Refused)> SplitOnceAsync(SplitRequest request, DateTimeOffset receivedAt)
    {
        threads.Forget(request.Incident);
        var thread = (await threads.LoadAsync([request.Incident], stopping.Token))[request.Incident];
        if (Problem(thread, "the incident") is { } problem)
        {
            return (new ActionResult(null, "", problem), null);
        }

        var leaving = thread.Reports.Where(r => request.Reports.Contains(r.Report.Report.Id, StringComparer.Ordinal)).ToImmutableArray();
        var absent = request.Reports.Except(leaving.Select(r => r.Report.Report.Id), StringComparer.Ordinal).ToList();
        if (absent.Count > 0 && await DoneBeforeAsync(thread, request) is { } done)
        {
            return (done, null);
        }

        if (absent.Count > 0)
        {
            return (new ActionResult(null, "", $"Report '{absent[0]}' is not part of this incident; /v1/incidents/{thread.Id} lists its reports."), null);
        }

        var ids = leaving.Select(r => r.Report.Report.Id).ToHashSet(StringComparer.Ordinal);
        leaving = WithWhatRetracts(thread.Reports, ids);
        var staying = thread.Reports.RemoveRange(leaving);
        if (staying.IsEmpty)
        {
            return (new ActionResult(null, "", "All reports of the incident would leave it; name only those that belong elsewhere."), null);
        }

        var reopened = await DestinationAsync(leaving, ids, thread.Id);
        var other = reopened.Id;
        var at = new EntryAddress(Partition, await HeadAsync() + 1);
        var composer = new EntryComposer(catalogue.Current, rules);
        var (rest, effects) = composer.Become(thread, staying, at);
        var (apart, more) = composer.Become(reopened with { Reports = [] }, leaving, at);
        effects = effects with { Changes = [.. effects.Changes, .. more.Changes] };
        var action = new AnalystAction(thread.Id, other, [.. leaving.Select(r => r.Report.Report.Id).Order(StringComparer.Ordinal)], request.Reason, request.Author, receivedAt);
        return await AppendActionAsync(EntryKind.Split, action, effects, at, composer, rest, apart);
    }

    /// <summary>These reports and what retracts one of them, or retracts such a retraction: all of it goes together, or a report that was
    /// restored would be withdrawn again by being moved.</summary>
    private static ImmutableArray<AddressedReport> WithWhatRetracts(ImmutableArray<AddressedReport> all, HashSet<string> named)
    {
        var leaving = new HashSet<string>(named, StringComparer.Ordinal);
        bool grew;
        do
        {
            grew = false;
            foreach (var retraction in all.Select(r => r.Report.Report).OfType<Domain.Reports.RetractionReport>())
            {
                grew |= leaving.Contains(retraction.Retracts) && leaving.Add(retraction.Id);
            }
        }
        while (grew);

        return [.. all.Where(r => leaving.Contains(r.Report.Report.Id))];
    }

    private async Task<(ActionResult? Done, AppendOutcome? Refused)> AppendActionAsync(
        EntryKind kind,
        AnalystAction action,
        EntryEffects effects,
        EntryAddress at,
        EntryComposer composer,
        IncidentThread first,
        IncidentThread second)
    {
        var outcome = await AppendAsync(
        [
            new NewEntry
            {
                Kind = (byte)kind,
                ReportKey = KeyOf(action),
                Receipt = new ReceiptBlob(action.Incident, IsIncident: false, 0, null, null).Encode(),
                Subjects = EntryComposer.SubjectsOf(effects, []),
                Effects = EffectsCodec.Encode(effects),
                Report = action.Encode(),
                Revisions = [composer.RevisionOf(first), composer.RevisionOf(second)],
            },
        ]);
        if (outcome is not AppendOutcome.Committed)
        {
            threads.Forget(first.Id);
            threads.Forget(second.Id);
            return (null, outcome);
        }

        threads.Keep(first);
        threads.Keep(second);
        return (new ActionResult(kind == EntryKind.Merge ? first.Id : second.Id, PositionOf(first with { Address = at }), null), null);
    }

    /// <summary>What this very request did when it was sent before, or null: a sender whose answer was lost sends it again.</summary>
    private async Task<ActionResult?> DoneBeforeAsync(IncidentThread thread, SplitRequest request)
    {
        var revisions = await ledger.ReadRevisionsAsync(thread.Id, stopping.Token);
        var made = await ledger.ReadEntriesAsync([.. revisions.Select(r => r.Address).Distinct()], stopping.Token);
        var last = made.Where(e => e.Kind == (byte)EntryKind.Split).OrderByDescending(e => e.RecordedAt)
            .Select(e => (e.Address, Action: AnalystAction.Decode(e.Report.Span)))
            .FirstOrDefault(e => e.Action.Incident == thread.Id && e.Action.Reports.Intersect(request.Reports, StringComparer.Ordinal).Any());
        return last.Action is { } action && (action.Reason, action.Author) == (request.Reason, request.Author) && !request.Reports.Except(action.Reports, StringComparer.Ordinal).Any()
            ? new ActionResult(action.Other, TextOf(last.Address), null)
            : null;
    }

    /// <summary>Where reports that leave an incident go: back to where they came from if nothing is there, else to an incident of their own.</summary>
    private async Task<IncidentThread> DestinationAsync(ImmutableArray<AddressedReport> leaving, IEnumerable<string> ids, Guid present)
    {
        if (await OriginAsync(leaving, present) is { } origin && await FreeAsync(origin) is { } reopened)
        {
            return reopened;
        }

        for (var number = 1; ; number++)
        {
            if (await FreeAsync(SplitId(ids, number)) is { } apart)
            {
                return apart;
            }
        }
    }

    /// <summary>The thread as it stands, or null while it is an incident with reports of its own.</summary>
    private async Task<IncidentThread?> FreeAsync(Guid id)
    {
        threads.Forget(id);
        var thread = (await threads.LoadAsync([id], stopping.Token))[id];
        return thread.Contribution is not null || (thread.Revision > 0 && thread.ClosedInto is null && !thread.Reports.IsEmpty) ? null : thread;
    }

    /// <summary>The incident all these reports first belonged to, if it is one and another than the present.</summary>
    private async Task<Guid?> OriginAsync(ImmutableArray<AddressedReport> leaving, Guid present)
    {
        // A reference that was matched to this incident opens again: what is reported under it later goes there.
        var references = leaving.Where(r => r.Report.Report is Domain.Reports.IncidentReport { Incident: not null })
            .Select(r => IncidentIds.OfReference(r.Report.Scope, ((Domain.Reports.IncidentReport)r.Report.Report).Incident!))
            .Distinct()
            .ToList();
        if (references is [var reference] && reference != present && await LeadsToAsync(reference, present))
        {
            return reference;
        }

        var registered = await ledger.LookUpReportsAsync([.. leaving.Select(r => PendingRecord.KeyOf(r.Report.Report.Id))], stopping.Token);
        var origins = registered.Select(r => ReceiptBlob.Decode(r.Receipt.Span)).Where(r => r.IsIncident).Select(r => r.Thread).Distinct().ToList();
        return origins is [var only] && only != present ? only : null;
    }

    /// <summary>Whether an incident was closed into another, directly or by way of more.</summary>
    private async Task<bool> LeadsToAsync(Guid closed, Guid into)
    {
        var passed = new HashSet<Guid>();
        for (Guid? at = closed; at is { } id && passed.Add(id);)
        {
            if (id == into)
            {
                return true;
            }

            threads.Forget(id);
            at = (await threads.LoadAsync([id], stopping.Token))[id].ClosedInto;
        }

        return false;
    }

    /// <param name="number">From 1: the same reports can be taken apart again while what was made of them before is an incident with others.</param>
    private static Guid SplitId(IEnumerable<string> reports, int number)
    {
        var name = string.Join('\n', reports.Order(StringComparer.Ordinal));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(number == 1 ? "split\n" + name : $"split {number}\n{name}"));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static string? Problem(IncidentThread thread, string field) =>
        thread.Revision == 0 ? $"{field}: there is no incident {thread.Id}; name one by its id."
        : thread.ClosedInto is { } into ? $"{field}: incident {thread.Id} was merged into {into}; name that one."
        : null;

    private static string PositionOf(IncidentThread thread) => TextOf(thread.Address!.Value);
}
