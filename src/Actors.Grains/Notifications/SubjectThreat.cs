using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>
/// The threat side of one subject: gathers what came in, asks the pure policy what is true now, and has written what must be told.
/// Level-triggered: what counts is the last durable decision and the state now, so asking again does no harm.
/// </summary>
/// <remarks>Owned by the subject's grain; one call at a time. After an exception it can be asked again: what it knows is what it knew before. Where a fold stopped
/// half-way the owner drops it together with its state.</remarks>
internal sealed class SubjectThreat
{
    /// <summary>How soon a subject whose policy applies its parent's level follows that level.</summary>
    private static readonly TimeSpan FloorPeriod = TimeSpan.FromMinutes(1);

    private readonly SubjectId subject;
    private readonly ThreatServices services;
    private readonly LateArrivals arrivals;
    private readonly SubjectPicture picture;
    private LastSaid said;
    private string? decidedBy;
    private (string? Policy, PolicyEffect? Effect) effect;

    private SubjectThreat(SubjectId subject, ThreatServices services, ICatalogue catalogue)
    {
        this.subject = subject;
        this.services = services;
        arrivals = new LateArrivals(subject, services.Clock);
        picture = new SubjectPicture(subject, services.Revisions, catalogue);
        said = LastSaid.Nothing;
    }

    /// <summary>The last decision; null: none was made in this activation or before.</summary>
    public Decision? Decision => said.Last;

    /// <summary>Position of the last notification; 0: none.</summary>
    public long Position => said.Position;

    /// <summary>When to consider again without anything coming in: a fall of the level, or a summary that is due. Policy clock.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>True when something may have to be told at once.</summary>
    public bool MustSpeak => arrivals.Live > 0 || arrivals.Recent > 0;

    /// <summary>False until this activation decided for the first time.</summary>
    public bool HasDecided => decidedBy is not null;

    /// <summary>True when there is something to consider, and all of it can wait: late entries for a summary.</summary>
    public bool HasLate => arrivals.Late > 0 || !HasDecided;

    /// <summary>Reads what the subject said last.</summary>
    /// <param name="saved">What a snapshot kept of it; empty: nothing.</param>
    public static async Task<SubjectThreat> LoadAsync(SubjectId subject, ThreatServices services, ICatalogue catalogue, ReadOnlyMemory<byte> saved)
    {
        var threat = new SubjectThreat(subject, services, catalogue);
        var fence = await services.Fences.ReadAsync(subject.ToString());
        var remembered = LastSaid.Read(saved, threat.arrivals);
        if (remembered is not null && remembered.Position == (fence?.Address.Position ?? 0))
        {
            threat.said = remembered;
        }
        else if (fence is not null)
        {
            threat.arrivals.KeepLive();
            threat.said = await LastSaid.ReadAsync(services.Fences, fence);
        }

        return threat;
    }

    /// <summary>The subject has folded nothing: what it will know one by one comes with the entries it folds, and is not read back.</summary>
    public void BeginsWithNothing() => picture.BeginsWithNothing();

    /// <summary>For the snapshot written at this moment.</summary>
    public byte[] Save() => said.Write(arrivals);

    /// <summary>Takes note of an entry that was just folded.</summary>
    public void Saw(int partition, SliceEntry entry, EntryEffects effects, ICatalogue catalogue)
    {
        picture.Saw(effects, catalogue);
        if (entry.Position > said.Vector[partition])
        {
            arrivals.Add(entry.RecordedAt, effects, picture.Zone, catalogue);
        }
    }

    /// <summary>An incident moved between partitions: what is known one by one is read again.</summary>
    public void Moved() => picture.Moved();

    /// <summary>Decides, and writes what there is to say. Returns null when that is durable, else the vector the state must reach first.</summary>
    public async Task<LedgerVector?> SpeakAsync(SubjectState state, ICatalogue catalogue, ParentLevel? parent)
    {
        var vector = LedgerVector.Of(state.Positions);
        while (vector.Covers(said.Vector))
        {
            var policy = services.Policies.For(subject.Kind);
            var before = said.Last;

            // What only the policy changed is told by one summary for all; what came in is considered after that.
            var switching = before is not null && before.PolicyHash != policy.Hash;
            var view = await picture.ViewAsync(state, vector, catalogue, policy) with { Parent = parent };
            var decision = ThreatDecider.Decide(policy, view, services.Clock.GetUtcNow(), before);
            var plan = NotificationPlanner.Plan(said.State, before, view, decision, policy, switching ? Arrivals.PolicyChange : arrivals.ToArrivals());
            if (!plan.Drafts.IsEmpty && !await WriteAsync(plan, decision, vector))
            {
                continue;
            }

            said = plan.Drafts.IsEmpty ? said with { State = plan.Silent, Last = decision } : said;
            if (switching)
            {
                effect = (policy.Hash, new PolicyEffect(before!.To, decision.To));
                continue;
            }

            arrivals.Clear();
            decidedBy = policy.Hash;
            DueAt = Earliest(plan.SummaryDueAt, decision.NextChangeAt, policy.Floor == FloorMode.Apply ? decision.At + FloorPeriod : null);
            return null;
        }

        return said.Vector;
    }

    /// <summary>What the policy did to the level when it came into force; asked once it decided.</summary>
    public PolicyEffect EffectOf(string policyHash) =>
        effect.Policy == policyHash ? effect.Effect! : new PolicyEffect(said.Last!.To, said.Last.To);

    /// <summary>The decision at this moment, with nothing written.</summary>
    public async Task<Decision> DecideAsync(SubjectState state, ICatalogue catalogue, ParentLevel? parent)
    {
        var policy = services.Policies.For(subject.Kind);
        var view = await picture.ViewAsync(state, LedgerVector.Of(state.Positions), catalogue, policy) with { Parent = parent };
        return ThreatDecider.Decide(policy, view, services.Clock.GetUtcNow(), said.Last);
    }

    /// <summary>True when the policy in force is not the one that decided last.</summary>
    public bool PolicyChanged => decidedBy is not null && decidedBy != services.Policies.For(subject.Kind).Hash;

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> times)
    {
        DateTimeOffset? first = null;
        foreach (var time in times)
        {
            first = first is null || time < first ? time ?? first : first;
        }

        return first;
    }

    private async Task<bool> WriteAsync(NotificationPlan plan, Decision decision, LedgerVector vector)
    {
        var bytes = DecisionJson.Write(decision);
        var answer = await services.Grains.GetGrain<INotificationPartitionGrain>(0).AppendAsync(new NotificationRequest
        {
            Subject = subject.ToString(),
            ExpectedPosition = said.Position,
            Vector = vector.ToString(),
            Drafts = [.. plan.Drafts.Select(DraftForm.ToWire)],
            State = plan.Silent.Write(),
            Decision = bytes,
            Previous = said.Last is null || ReferenceEquals(said.Last, said.Recorded) ? ReadOnlyMemory<byte>.Empty : DecisionJson.Write(said.Last),
        });
        if (answer.FirstPosition is { } first)
        {
            said = new LastSaid(first + plan.Drafts.Length - 1, vector, plan.After(first), decision, decision);
            return true;
        }

        // Another activation spoke, or this one's last write got through although its answer did not.
        var fence = await services.Fences.ReadAsync(subject.ToString())
            ?? throw new InvalidOperationException($"The ledger refused a notification of {subject} for its fence, and has none.");
        said = await LastSaid.ReadAsync(services.Fences, fence);
        return false;
    }
}
