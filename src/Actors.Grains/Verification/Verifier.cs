using System.Runtime.CompilerServices;
using Actors.Abstractions.Subjects;
using Actors.Abstractions.Verification;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using Actors.Grains.Partitions;
using Actors.Grains.Queries;
using Actors.Grains.Routing;
using Actors.Grains.Subjects;
using Actors.Ledger;
using Orleans.Storage;

namespace Actors.Grains.Verification;

/// <summary>
/// Invariant 12. Folds the whole ledger again in one pass and compares: the chain of revisions, each incident against its reports assessed
/// anew, each incident's last revision counted once, every recorded decision made again, the grains that are active (no other is woken), the stored snapshots, the lists.
/// </summary>
/// <remarks>Memory: one state per subject and 40 bytes an incident. One instance a run.</remarks>
internal sealed class Verifier(
    ILedger ledger,
    CatalogueHolder holder,
    ISubjectExpander expander,
    CatchUpReader catchUp,
    AssessmentRules rules,
    IGrainStorage storage,
    IGrainFactory grains,
    RevisionReader revisions,
    TimeProvider time)
{
    private const int PageSize = 2_000;

    /// <summary>Subjects looked at together: the database answers some while others are folded.</summary>
    private const int Together = 16;
    private static readonly TimeSpan ReachLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReachPoll = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, SubjectState> expected = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, UInt128> last = [];
    private readonly HashSet<Guid> moved = [];
    private readonly List<string> found = [];
    private readonly ICatalogue catalogue = holder.Current;
    private LedgerVector folded = LedgerVector.Zero;
    private long differences;
    private long skipped;

    public async IAsyncEnumerable<VerifyLine> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = await ledger.ReadHeadsAsync(cancellationToken);
        var at = LedgerVector.Of(heads.Positions.Where(p => p.Key < ledger.PartitionCount));
        (string Phase, IAsyncEnumerable<long> Run)[] phases =
        [
            ("ledger", FoldLedgerAsync(at, cancellationToken)),
            ("incidents", AssessAgainAsync(at, cancellationToken)),
            ("grains", CompareGrainsAsync(cancellationToken)),
            ("snapshots", CompareSnapshotsAsync(at, cancellationToken)),
            ("decisions", DecideAgainAsync(cancellationToken)),
        ];
        foreach (var (phase, run) in phases)
        {
            await foreach (var count in run.WithCancellation(cancellationToken))
            {
                yield return new VerifyLine { Phase = phase, Checked = count };
                foreach (var line in TakeDifferences(phase, count))
                {
                    yield return line;
                }
            }

            foreach (var line in TakeDifferences(phase, 0))
            {
                yield return line;
            }
        }

        yield return new VerifyLine { Phase = "end", Checked = last.Count, Done = true, Differences = differences, Skipped = skipped };
    }

    private IEnumerable<VerifyLine> TakeDifferences(string phase, long count)
    {
        foreach (var difference in found)
        {
            differences++;
            yield return new VerifyLine { Phase = phase, Checked = count, Difference = difference };
        }

        found.Clear();
    }

    /// <summary>Every entry once: positions dense, revisions chained, every subject folded.</summary>
    private async IAsyncEnumerable<long> FoldLedgerAsync(LedgerVector at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (var (partition, head) in at.Positions)
        {
            var position = 0L;
            while (position < head)
            {
                var page = await ledger.ReadAsync(partition, position, head, PageSize, EntryParts.Effects, cancellationToken);
                foreach (var entry in page.Entries)
                {
                    if (entry.Address.Position != position + 1)
                    {
                        found.Add($"Partition {partition}: after position {position} comes {entry.Address.Position}; positions must be dense.");
                    }

                    position = entry.Address.Position;
                    await FoldAsync(entry, cancellationToken);
                    count++;
                }

                if (page.Entries.Count == 0)
                {
                    found.Add($"Partition {partition}: entries end at {position}, the head is {head}.");
                    break;
                }

                yield return count;
            }
        }

        folded = at;
    }

    private async Task FoldAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var effects = EffectsCodec.Decode(entry.Effects.Span);
        var isMove = EntryKinds.MayRestOnOtherPartitions(entry.Kind);
        foreach (var change in effects.Changes)
        {
            if (isMove)
            {
                // Its revisions stand in several partitions: its chain is checked from the revisions themselves.
                moved.Add(change.Incident);
            }
            else if (!moved.Contains(change.Incident) && last.GetValueOrDefault(change.Incident) != HashOf(change.Before))
            {
                found.Add($"Incident {change.Incident}: what entry {Text(entry.Address)} replaces is not what the revision before it added.");
            }

            last[change.Incident] = HashOf(change.After);
        }

        var subjects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in entry.Subjects)
        {
            subjects.UnionWith((await expander.ExpandAsync(term, cancellationToken)).Select(target => target.Subject));
        }

        foreach (var subject in subjects)
        {
            if (!expected.TryGetValue(subject, out var state) && SubjectId.TryParse(subject, out var id))
            {
                expected.Add(subject, state = new SubjectState(id));
            }

            state!.Apply(entry.Address.Partition, entry.Address.Position, effects, catalogue);
        }
    }

    /// <summary>Every current revision: what it adds is what its reports, assessed again, say; and the world counts it once.</summary>
    private async IAsyncEnumerable<long> AssessAgainAsync(LedgerVector at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long count = 0;
        var fold = new TallyFold(new TallyFilter { Subject = SubjectId.World }, TallyBy.None, catalogue);
        var query = new RevisionQuery { At = at, CountingOnly = false, Limit = 500 };
        while (true)
        {
            var page = await ledger.QueryRevisionsAsync(query, cancellationToken);
            foreach (var thread in await ThreadStore.FromRevisionsAsync(ledger, page, cancellationToken))
            {
                count++;
                if (thread.Contribution is not null)
                {
                    fold.Add(thread.Contribution);
                }

                var again = thread.ClosedInto is not null
                    ? null
                    : Assessor.Contribute(thread.Id, thread.Revision, [.. thread.Reports.Select(r => r.Report)], rules);
                if (HashOf(again) != HashOf(thread.Contribution))
                {
                    found.Add($"Incident {thread.Id} revision {thread.Revision}: its reports assessed again give another contribution than the one stored.");
                }
            }

            if (moved.Count > 0)
            {
                await CheckMovedAsync(page, cancellationToken);
            }

            yield return count;
            if (page.Count < query.Limit)
            {
                break;
            }

            query = query with { After = new RevisionCursor(page[^1].DayFrom, page[^1].Incident) };
        }

        var listed = fold.ToResult();
        var world = expected.GetValueOrDefault(SubjectId.World.ToString())
            ?.TryAnswer(new TallyFilter { Subject = SubjectId.World }, TallyBy.None, catalogue) ?? TallyResult.Empty;
        if (listed.IncidentsRange != world.IncidentsRange || listed.Killed != world.Killed || listed.Injured != world.Injured)
        {
            found.Add($"The list counts {listed.IncidentsRange} incidents, killed {listed.Killed}, injured {listed.Injured}; the entries add up to {world.IncidentsRange}, {world.Killed}, {world.Injured}.");
        }
    }

    /// <summary>Chains that cross partitions: revisions 1, 2, 3 … each ended by the next.</summary>
    private async Task CheckMovedAsync(IReadOnlyList<StoredRevision> page, CancellationToken cancellationToken)
    {
        foreach (var incident in page.Select(r => r.Incident).Where(moved.Contains))
        {
            var revisions = await ledger.ReadRevisionsAsync(incident, cancellationToken);
            for (var i = 0; i < revisions.Count; i++)
            {
                if (revisions[i].Revision != i + 1 || (i + 1 < revisions.Count && revisions[i].EndedBy != revisions[i + 1].Address))
                {
                    found.Add($"Incident {incident}: revision {revisions[i].Revision} at {Text(revisions[i].Address)} does not lead to the next.");
                }
            }
        }
    }

    /// <summary>Active grains only: what they hold equals the fold, and they have reached their last entry.</summary>
    private async IAsyncEnumerable<long> CompareGrainsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (var some in (await ActiveSubjectsAsync()).Where(s => expected.ContainsKey(s.ToString())).Chunk(Together))
        {
            await Task.WhenAll(some.Select(subject => CompareGrainAsync(subject, expected[subject.ToString()], cancellationToken)));
            count += some.Length;
            yield return count;
        }
    }

    private async Task CompareGrainAsync(SubjectId subject, SubjectState state, CancellationToken cancellationToken)
    {
        var grain = (ISubjectGrain)expander.Target(subject.ToString()).Consumer;
        var started = time.GetTimestamp();
        while (true)
        {
            var probe = await grain.ProbeAsync();
            if (!LedgerVector.TryParse(probe.Positions, out var positions))
            {
                found.Add($"{subject}: the grain answers with positions '{probe.Positions}'.");
                return;
            }

            if (state.Positions.All(p => positions[p.Key] >= p.Value))
            {
                await CatchUpExpectedAsync(state, positions, cancellationToken);
                if (state.Fingerprint() != probe.Fingerprint)
                {
                    found.Add($"{subject}: the grain at {positions} holds something else than the ledger's entries up to there.");
                }

                return;
            }

            if (time.GetElapsedTime(started) > ReachLimit)
            {
                found.Add($"{subject}: the grain stands at {positions} and has not reached {LedgerVector.Of(state.Positions)} in {ReachLimit.TotalSeconds} s.");
                return;
            }

            await Task.Delay(ReachPoll, time, cancellationToken);
        }
    }

    /// <summary>Stored snapshots, of subjects active or not: with the entries after them they give the fold.</summary>
    private async IAsyncEnumerable<long> CompareSnapshotsAsync(LedgerVector at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (var some in expected.Chunk(Together))
        {
            count += (await Task.WhenAll(some.Select(e => CompareSnapshotAsync(e.Key, e.Value, at, cancellationToken)))).Count(stored => stored);
            yield return count;
        }
    }

    /// <summary>False: none is stored.</summary>
    private async Task<bool> CompareSnapshotAsync(string name, SubjectState state, LedgerVector at, CancellationToken cancellationToken)
    {
        var store = new SnapshotStore(storage, ((ISubjectGrain)expander.Target(name).Consumer).GetGrainId(), state.Subject);
        if (await store.LoadAsync(catalogue) is not { Head.State: { } stored })
        {
            return false;
        }

        foreach (var year in stored.SeparateYears)
        {
            if (!await store.LoadChunkAsync(stored, year, catalogue))
            {
                found.Add($"{state.Subject}: the stored year {year} does not belong to the stored head.");
                return true;
            }
        }

        // Both to one vector: the further of the two in each partition.
        var target = at.Max(LedgerVector.Of(stored.Positions)).Max(LedgerVector.Of(state.Positions));
        await CatchUpExpectedAsync(state, target, cancellationToken);
        await CatchUpAsync(stored, target, cancellationToken);
        if (!stored.IsConsistent || stored.Fingerprint() != state.Fingerprint())
        {
            found.Add($"{state.Subject}: its stored snapshot with the entries after it gives something else than the ledger.");
        }

        return true;
    }

    /// <summary>Every recorded decision, made again.</summary>
    private async IAsyncEnumerable<long> DecideAgainAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var check = new DecisionCheck(ledger, catchUp, revisions, holder, time);
        await foreach (var (count, difference) in check.RunAsync(cancellationToken))
        {
            if (difference is not null)
            {
                found.Add(difference);
            }

            yield return count;
        }

        skipped = check.Skipped;
    }

    /// <summary>What concerns a state up to where the ledger was folded, it has: that is not asked for again.</summary>
    private Task CatchUpExpectedAsync(SubjectState state, LedgerVector to, CancellationToken cancellationToken)
    {
        foreach (var (partition, position) in to.Positions)
        {
            state.AdvanceTo(partition, Math.Min(position, folded[partition]));
        }

        return CatchUpAsync(state, to, cancellationToken);
    }

    private async Task CatchUpAsync(SubjectState state, LedgerVector to, CancellationToken cancellationToken)
    {
        foreach (var (partition, position) in to.Positions)
        {
            while (state.Watermark(partition) < position)
            {
                var step = await catchUp.ReadAsync(partition, state.Subject.ToString(), state.Watermark(partition), position, cancellationToken, fromLedger: true);
                foreach (var entry in step.Entries)
                {
                    state.Apply(partition, entry.Position, entry.Decode(static bytes => EffectsCodec.Decode(bytes.Span)), catalogue);
                }

                state.AdvanceTo(partition, step.To);
            }
        }
    }

    private async Task<IReadOnlyList<SubjectId>> ActiveSubjectsAsync()
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var active = new HashSet<SubjectId>();
        foreach (var statistic in await management.GetDetailedGrainStatistics())
        {
            SubjectKind? kind = statistic.GrainId.Type.ToString() switch
            {
                "base" => SubjectKind.Base,
                "region" => SubjectKind.Region,
                "group" => SubjectKind.Group,
                _ => null,
            };
            if (kind is { } subject)
            {
                active.Add(new SubjectId(subject, statistic.GrainId.Key.ToString()!));
            }
        }

        return [.. active];
    }

    private static UInt128 HashOf(Contribution? contribution) => contribution is null
        ? 0
        : System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(System.Security.Cryptography.SHA256.HashData(ContributionCodec.Encode(contribution)));

    private static string Text(EntryAddress address) => $"{address.Partition}:{address.Position}";
}
