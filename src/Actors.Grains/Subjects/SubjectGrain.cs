using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Tallies;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Subjects;

/// <summary>
/// A base, region or actor group that keeps its own tallies. It takes slices of the ledger stream, checks them against its watermark,
/// reads what it missed, folds, and answers. Everything it holds is a fold of the ledger and can be thrown away.
/// </summary>
/// <remarks>Calls run one at a time. Activation does no I/O; state loads in the first call that needs it.</remarks>
internal abstract partial class SubjectGrain(SubjectServices services) : Grain, ISubjectGrain
{
    private SubjectState? state;
    private bool loaded;
    private ICatalogue catalogue = services.Catalogue.Current;
    private long catalogueVersion = -1;

    /// <summary>True between folding a merge or split and having caught up with all partitions: what it moved from may not be folded yet.</summary>
    private bool open;

    private (LedgerVector At, long Catalogue, IReadOnlyCollection<ReadOtherwise> Read)? otherwise;

    private DateTimeOffset lastRecordedAt = DateTimeOffset.UnixEpoch;

    protected abstract SubjectKind Kind { get; }

    private SubjectId Subject => new(Kind, this.GetPrimaryKeyString());

    public async Task DeliverAsync(SubjectSlice slice)
    {
        await CurrentAsync();
        await CatchUpAsync(slice.Partition, slice.Prev);
        await FoldAsync(slice.Partition, slice.To, slice.Entries);
        await CloseAsync();
        await ConsiderAsync(beforeAnswer: false);
        services.Instruments.Delivered(slice.Entries.Length);
    }

    public async Task NudgeAsync(int partition, long to)
    {
        await CurrentAsync();
        await CatchUpAsync(partition, to);
        await CloseAsync();
        await ConsiderAsync(beforeAnswer: false);
    }

    public async Task<bool> SettleAsync(int partition, long to)
    {
        await NudgeAsync(partition, to);
        return await SpeakLateAsync();
    }

    public async Task<TallyAnswer> TallyAsync(TallyQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.AsOf is not null || query.Positions is not null)
        {
            return await GrainFactory.GetGrain<IIncidentQueryGrain>(0).TallyAsync(Subject.ToString(), query, query.Positions ?? "");
        }

        await ReadyAsync(query.MinPositions);
        SpeakSoon();
        var by = TallyQuestions.ByOf(query);
        return await AnswerAsync(TallyQuestions.FilterOf(Subject, query, catalogue), by);
    }

    public async Task<SubjectAnswer> DescribeAsync(string? minPositions)
    {
        await ReadyAsync(minPositions);
        await ConsiderAsync(beforeAnswer: true);
        var today = services.Clock.Today(ZoneOf());
        await LoadYearsAsync(state!.YearsMissing(new TallyFilter { Subject = Subject, From = today.AddDays(-29), To = today }, TallyBy.None));
        var counts = state.Counts(today, catalogue) ?? await CountsFromLedgerAsync(today);
        return new SubjectAnswer
        {
            Subject = Subject.ToString(),
            Counts = new RecentCounts(counts.Today, counts.Yesterday, counts.Last7Days, counts.Last30Days, counts.AllTime),
            Signals = [.. state.Signals.Select(SignalJson.Of)],
            Positions = VectorOf(state).ToString(),
            AsOf = lastRecordedAt,
            Today = today,
            Level = threat!.Decision?.To,
            LevelSince = threat.Decision?.Since,
        };
    }

    public async Task<SubjectProbe> ProbeAsync()
    {
        await ReadyAsync(null);
        SpeakSoon();
        await LoadYearsAsync(state!.YearsMissing(new TallyFilter { Subject = Subject }, TallyBy.Day));
        return new SubjectProbe(VectorOf(state).ToString(), state.Fingerprint());
    }

    private static LedgerVector VectorOf(SubjectState state) => LedgerVector.Of(state.Positions);

    private TimeZoneInfo ZoneOf() => TimeZoneInfo.FindSystemTimeZoneById(catalogue.ZoneOf(Subject));

    private async Task<TallyAnswer> AnswerAsync(TallyFilter filter, TallyBy by)
    {
        var vector = VectorOf(state!);
        await LoadYearsAsync(state!.YearsMissing(filter, by));
        var result = state.TryAnswer(filter, by, catalogue, await ReadOtherwiseAsync(vector))
            ?? await services.Revisions.FoldAsync(filter, by, vector, CancellationToken.None);
        return TallyQuestions.AnswerOf(Subject, result, by, vector.ToString(), lastRecordedAt);
    }

    /// <summary>What of this subject reads otherwise because a group was said to be absent. A group hears only of its own presence, a region only of
    /// that within it, and an incident may name other targets and places: so the ledger is asked, once as long as nothing new was folded.</summary>
    private async Task<IReadOnlyCollection<ReadOtherwise>> ReadOtherwiseAsync(LedgerVector vector)
    {
        if (otherwise is not { } known || known.Catalogue != catalogueVersion || !known.At.Equals(vector))
        {
            otherwise = known = (vector, catalogueVersion, await services.Revisions.ReadOtherwiseAsync(Subject, vector, CancellationToken.None));
        }

        return known.Read;
    }

    private async Task<RecentIncidents> CountsFromLedgerAsync(DateOnly today)
    {
        var vector = VectorOf(state!);
        var counts = new long[4];
        var days = new[] { (0, 0), (1, 1), (6, 0), (29, 0) };
        for (var i = 0; i < days.Length; i++)
        {
            var filter = new TallyFilter { Subject = Subject, From = today.AddDays(-days[i].Item1), To = today.AddDays(-days[i].Item2) };
            counts[i] = (await services.Revisions.FoldAsync(filter, TallyBy.None, vector, CancellationToken.None)).Incidents;
        }

        var all = await services.Revisions.FoldAsync(new TallyFilter { Subject = Subject }, TallyBy.None, vector, CancellationToken.None);
        return new RecentIncidents(counts[0], counts[1], counts[2], counts[3], all.Incidents);
    }

    /// <summary>Loaded, consistent, and at least at the vector asked for.</summary>
    private async Task ReadyAsync(string? minPositions)
    {
        await CurrentAsync();
        if (minPositions is not null)
        {
            await CatchUpToAsync(await services.Asked.ReadAsync("?minPositions", minPositions, CancellationToken.None));
        }

        await CloseAsync();
    }

    /// <summary>Loaded, and with every entry that an activation before this one may have been handed. None of them comes again: a decision without them
    /// could lower a level that they keep up, or leave unsaid what they and the next entry make together.</summary>
    private async Task CurrentAsync()
    {
        await StartAsync();
        if (!loaded)
        {
            await CatchUpAllAsync();
        }
    }

    private async Task CatchUpToAsync(LedgerVector min)
    {
        var behind = min.Positions.Where(p => p.Key < services.Ledger.PartitionCount && state!.Watermark(p.Key) < p.Value).ToList();
        if (behind.Count > 0)
        {
            await CatchUpAsync(behind);
        }
    }

    private async Task CatchUpAllAsync()
    {
        var heads = await services.Ledger.ReadHeadsAsync(CancellationToken.None);
        await CatchUpAsync([.. heads.Positions.Where(head => head.Key < services.Ledger.PartitionCount)]);
        loaded = true;
        open = false;
    }

    private ValueTask CatchUpAsync(int partition, long upTo) =>
        state is not null && state.Watermark(partition) >= upTo ? ValueTask.CompletedTask : new ValueTask(CatchUpAsync([KeyValuePair.Create(partition, upTo)]));

    /// <summary>Folds what was missed of these partitions up to these positions. All are asked for at once, a step each, and folded as the answers come.</summary>
    private async Task CatchUpAsync(IReadOnlyCollection<KeyValuePair<int, long>> targets)
    {
        while (true)
        {
            await StartAsync();
            var current = state!;
            var steps = targets
                .Where(target => current.Watermark(target.Key) < target.Value)
                .Select(target => StepAsync(target.Key, current.Watermark(target.Key), target.Value))
                .ToList();
            if (steps.Count == 0)
            {
                return;
            }

            await foreach (var next in Task.WhenEach(steps))
            {
                var (partition, step) = await next;
                if (!ReferenceEquals(state, current))
                {
                    // A snapshot that could not be written took the state with it: begin again.
                    break;
                }

                await FoldAsync(partition, step.To, step.Entries);
            }
        }

        async Task<(int Partition, CatchUpStep Step)> StepAsync(int partition, long after, long upTo) =>
            (partition, await services.CatchUp.ReadAsync(partition, Subject.ToString(), after, upTo, CancellationToken.None));
    }

    /// <summary>At a state that a decision may be made on. It may not be known yet in whole where it was folded anew, or dropped, in this turn.</summary>
    private Task CloseAsync() => open || !loaded ? CatchUpAllAsync() : Task.CompletedTask;
}
