using Actors.Abstractions.Clock;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Policies;
using Actors.Grains.Export;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>Records policies in the control partition, has subjects decide again, and tells it once.</summary>
[GrainType("policies")]
internal sealed class PolicyGrain(ILedger ledger, PolicyHolder holder, PolicyFollower follower, ISubjectExpander expander, PolicyClock clock)
    : Grain, IPolicyGrain
{
    private const int MaxAttempts = 8;
    private const int Together = 16;

    public async Task<IReadOnlyList<PolicyItem>> ListAsync()
    {
        await follower.CatchUpAsync(CancellationToken.None);
        var current = holder.Current;
        return
        [
            .. current.ByKey.Values.Select(p => new PolicyItem(
                p.Id, p.Version, Slug(p.Subject), current.InForce[p.Subject].Hash == p.Hash, p.Hash, System.Text.Encoding.UTF8.GetBytes(p.Canonical))),
        ];
    }

    public Task<PolicyPutAnswer> PutAsync(byte[] canonical) => RecordAsync(canonical, firstRecordedAt: null);

    public async Task<PolicyPutAnswer> RestoreAsync(byte[] canonical, DateTimeOffset firstRecordedAt) =>
        await ControlOrigin.FindAsync(ledger, (byte)EntryKind.Policy, canonical, firstRecordedAt, CancellationToken.None) is { } position
            ? new PolicyPutAnswer(null, position, 0, 0) { Repeated = true }
            : await RecordAsync(canonical, firstRecordedAt);

    private async Task<PolicyPutAnswer> RecordAsync(byte[] canonical, DateTimeOffset? firstRecordedAt)
    {
        var policy = ThreatPolicyReader.Read(canonical).Policy
            ?? throw new BadRequestException("", "the policy is not sound; it is checked before it is sent here.");
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var head = await ledger.ReadHeadAsync(LedgerPartitions.Control, CancellationToken.None);
            await follower.CatchUpAsync(CancellationToken.None);
            if (holder.Current.ByKey.TryGetValue(policy.Id, out var last) && last.Version >= policy.Version && last.Hash != policy.Hash)
            {
                return new PolicyPutAnswer($"version {policy.Version} is not above the last one, {last.Version}; give {last.Version + 1}.", 0, 0, 0);
            }

            if (holder.For(policy.Subject).Hash == policy.Hash)
            {
                // In force already: the same call again.
                return await DecideAgainAsync(policy, holder.Current.Version);
            }

            var outcome = await ledger.AppendAsync(
                new AppendRequest
                {
                    Partition = LedgerPartitions.Control,
                    ExpectedHead = head.Position,
                    BatchId = Guid.NewGuid(),
                    Entries = [new NewEntry { Kind = (byte)EntryKind.Policy, Subjects = [], Effects = firstRecordedAt is { } first ? ControlOrigin.Encode(first) : ReadOnlyMemory<byte>.Empty, Report = canonical }],
                },
                CancellationToken.None);
            if (outcome is AppendOutcome.Committed committed)
            {
                await follower.CatchUpAsync(CancellationToken.None);
                return await DecideAgainAsync(policy, committed.FirstPosition);
            }
        }

        throw new ServiceBusyException("The control partition has other writers.", 1);
    }

    private static string Slug(SubjectKind kind) => kind.ToString().ToLowerInvariant();

    private async Task<PolicyPutAnswer> DecideAgainAsync(ThreatPolicy policy, long position)
    {
        var effects = new List<(string Subject, PolicyEffect Effect)>();
        foreach (var part in (await SubjectsWithLevelAsync(policy.Subject)).Chunk(Together))
        {
            var answers = await Task.WhenAll(part.Select(s => ((ISubjectGrain)expander.Target(s).Consumer).PolicyChangedAsync(policy.Hash)));
            effects.AddRange(part.Zip(answers));
        }

        var changed = effects.Where(e => e.Effect.From != e.Effect.To).ToList();
        await GrainFactory.GetGrain<INotificationPartitionGrain>(0).AppendPolicySummaryAsync(new PolicySummary(
            position, policy.Reference, clock.GetUtcNow(), Words(policy, effects.Count, changed)));
        return new PolicyPutAnswer(null, position, effects.Count, changed.Count);
    }

    private static string Words(ThreatPolicy policy, int decided, List<(string Subject, PolicyEffect Effect)> changed)
    {
        const int Named = 20;
        var text = $"The policy {policy.Reference} is in force for every {Slug(policy.Subject)}: {decided} with a level decided again, {changed.Count} changed";
        var list = string.Join(", ", changed.Take(Named).Select(c => $"{c.Subject} from {c.Effect.From} to {c.Effect.To}"));
        return changed.Count == 0 ? text + "." : $"{text}: {list}{(changed.Count > Named ? $" and {changed.Count - Named} more" : "")}.";
    }

    /// <summary>Subjects of a kind that ever had something to say: those whose level may be another than the baseline.</summary>
    private async Task<IReadOnlyList<string>> SubjectsWithLevelAsync(SubjectKind kind)
    {
        var prefix = Slug(kind) + ":";
        var subjects = new SortedSet<string>(StringComparer.Ordinal);
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, CancellationToken.None)).Position;
        for (long to = 0; to < head;)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Notifications, to, head, 1_000, EntryParts.Effects, CancellationToken.None);
            subjects.UnionWith(page.Entries.Select(NotificationForm.Read).Select(i => i.Subject).Where(s => s.StartsWith(prefix, StringComparison.Ordinal)));
            to = page.To;
        }

        return [.. subjects];
    }
}
