using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
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
    private long catalogueVersion;

    /// <summary>True between folding a merge or split and having caught up with all partitions: what it moved from may not be folded yet.</summary>
    private bool open;

    private DateTimeOffset lastRecordedAt = DateTimeOffset.UnixEpoch;

    protected abstract SubjectKind Kind { get; }

    private SubjectId Subject => new(Kind, this.GetPrimaryKeyString());

    public async Task DeliverAsync(SubjectSlice slice)
    {
        await StartAsync();
        await CatchUpAsync(slice.Partition, slice.Prev);
        await FoldAsync(slice.Partition, slice.To, slice.Entries);
        await CloseAsync();
        services.Instruments.Delivered(slice.Entries.Length);
    }

    public async Task NudgeAsync(int partition, long to)
    {
        await StartAsync();
        await CatchUpAsync(partition, to);
        await CloseAsync();
    }

    public async Task<TallyAnswer> TallyAsync(TallyQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.AsOf is not null || query.Positions is not null)
        {
            return await GrainFactory.GetGrain<IIncidentQueryGrain>(0).TallyAsync(Subject.ToString(), query, query.Positions ?? "");
        }

        await ReadyAsync(query.MinPositions);
        var by = TallyQuestions.ByOf(query);
        return await AnswerAsync(TallyQuestions.FilterOf(Subject, query, services.Catalogue.Current), by);
    }

    public async Task<SubjectAnswer> DescribeAsync(string? minPositions)
    {
        await ReadyAsync(minPositions);
        var catalogue = services.Catalogue.Current;
        var today = services.Clock.Today(ZoneOf());
        var counts = state!.Counts(today, catalogue) ?? await CountsFromLedgerAsync(today);
        return new SubjectAnswer
        {
            Subject = Subject.ToString(),
            Counts = new RecentCounts(counts.Today, counts.Yesterday, counts.Last7Days, counts.Last30Days, counts.AllTime),
            Signals = [.. state.Signals.Select(SignalJson.Of)],
            Positions = VectorOf(state).ToString(),
            AsOf = lastRecordedAt,
            Today = today,
        };
    }

    public async Task<SubjectProbe> ProbeAsync()
    {
        await ReadyAsync(null);
        var answer = await AnswerAsync(new TallyFilter { Subject = Subject }, TallyBy.Type);
        return new SubjectProbe(answer.Positions, answer);
    }

    private static LedgerVector VectorOf(SubjectState state) => LedgerVector.Of(state.Positions);

    private TimeZoneInfo ZoneOf() => TimeZoneInfo.FindSystemTimeZoneById(services.Catalogue.Current.ZoneOf(Subject));

    private async Task<TallyAnswer> AnswerAsync(TallyFilter filter, TallyBy by)
    {
        var catalogue = services.Catalogue.Current;
        var vector = VectorOf(state!);
        var presence = new PresenceLens(state!, catalogue);
        var result = state!.TryAnswer(filter, by, catalogue, presence.For(TallyQuestions.PartyAttacked(filter), filter));
        if (result is null || presence.MayContestMore(filter))
        {
            result = await services.Revisions.FoldAsync(filter, by, vector, CancellationToken.None);
        }

        return TallyQuestions.AnswerOf(Subject, result, by, vector.ToString(), lastRecordedAt);
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
        await StartAsync();
        if (!loaded)
        {
            await CatchUpAllAsync();
        }

        if (minPositions is not null)
        {
            if (!LedgerVector.TryParse(minPositions, out var min))
            {
                throw new BadRequestException("?minPositions", $"'{minPositions}' is no ledger position; write partition:position pairs, for example 0:41,2:17.");
            }

            await CatchUpToAsync(min);
        }

        await CloseAsync();
    }

    private async Task CatchUpToAsync(LedgerVector min)
    {
        var behind = min.Positions.Where(p => p.Key < services.Ledger.PartitionCount && state!.Watermark(p.Key) < p.Value).ToList();
        if (behind.Count == 0)
        {
            return;
        }

        var heads = await services.Ledger.ReadHeadsAsync(CancellationToken.None);
        foreach (var (partition, position) in behind)
        {
            if (heads[partition] < position)
            {
                throw new BadRequestException("?minPositions", $"{partition}:{position} is past the ledger's end, {partition}:{heads[partition]}; give positions that a receipt named.");
            }

            await CatchUpAsync(partition, position);
        }
    }

    private Task StartAsync()
    {
        var current = services.Catalogue.Current;
        if (state is not null && catalogueVersion != current.Version)
        {
            // Leaves, umbrellas and the canonical names of rows may all have changed: fold anew.
            Drop();
        }

        if (state is null)
        {
            catalogueVersion = current.Version;
            state = new SubjectState(Subject);
        }

        return Task.CompletedTask;
    }

    private void Drop()
    {
        state = null;
        loaded = false;
        open = false;
    }

    private async Task CatchUpAllAsync()
    {
        var heads = await services.Ledger.ReadHeadsAsync(CancellationToken.None);
        foreach (var (partition, position) in heads.Positions)
        {
            if (partition < services.Ledger.PartitionCount)
            {
                await CatchUpAsync(partition, position);
            }
        }

        loaded = true;
        open = false;
    }

    private async Task CatchUpAsync(int partition, long upTo)
    {
        while (state!.Watermark(partition) < upTo)
        {
            var step = await services.CatchUp.ReadAsync(partition, Subject.ToString(), state.Watermark(partition), upTo, CancellationToken.None);
            await FoldAsync(partition, step.To, step.Entries);
        }
    }

    private Task CloseAsync() => open ? CatchUpAllAsync() : Task.CompletedTask;

    private Task FoldAsync(int partition, long to, IReadOnlyList<SliceEntry> entries)
    {
        try
        {
            var catalogue = services.Catalogue.Current;
            foreach (var entry in entries)
            {
                if (entry.Position <= state!.Watermark(partition))
                {
                    continue;
                }

                var effects = entry.Decode(static bytes => EffectsCodec.Decode(bytes.Span));
                state.Apply(partition, entry.Position, effects, catalogue);
                lastRecordedAt = entry.RecordedAt > lastRecordedAt ? entry.RecordedAt : lastRecordedAt;
                open |= entry.Kind is (byte)EntryKind.Merge or (byte)EntryKind.Split or (byte)EntryKind.ReportAfterMove;
            }

            state!.AdvanceTo(partition, to);
            return Task.CompletedTask;
        }
        catch
        {
            // A fold that stopped half-way is no state: read it again.
            Drop();
            throw;
        }
    }
}
