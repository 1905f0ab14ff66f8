using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

/// <summary>The statements of one append: all of them are sent in one go and form one transaction.</summary>
internal sealed class PostgreSqlAppend
{
    internal const string HeadSql = "select ledger.take_head($1, $2, $3, $4, $5)";

    internal const string ReportSql = """
        insert into ledger.report (key, content_hash, partition, position, receipt)
        select u.key, u.content_hash, $1, u.position, u.receipt
        from unnest($2, $3, $4, $5) as u (key, content_hash, position, receipt)
        """;

    // Subjects come as one flat array with the bounds of each entry's slice: arrays of arrays cannot be unnested.
    internal const string EntrySql = """
        insert into ledger.entry (partition, position, recorded_at, kind, subjects, effects, report)
        select $1, $2 + u.n, h.recorded_at - ($3 - u.n) * interval '1 microsecond', u.kind, ($4)[u.low : u.high], u.effects, u.report
        from ledger.head h, unnest($5, $6, $7, $8, $9) with ordinality as u (kind, low, high, effects, report, n)
        where h.partition = $1
        """;

    internal const string RevisionSql = """
        insert into ledger.incident_revision (incident, revision, partition, position, recorded_at, ended_partition, ended_position,
                                              sort_day, day_from, day_to, terms, search_text, contribution, reports)
        select u.incident, u.revision, $1, $2 + u.n, h.recorded_at - ($3 - u.n) * interval '1 microsecond',
               case when u.ended_position is not null then $1 end, u.ended_position,
               u.sort_day, u.day_from, u.day_to, ($4)[u.low : u.high], u.search_text, u.contribution, u.reports
        from ledger.head h,
             unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                 as u (incident, revision, n, ended_position, sort_day, day_from, day_to, low, high, search_text, contribution, reports)
        where h.partition = $1
        """;

    internal const string EndSql = "select ledger.end_revisions($1, $2, $3, $4)";

    internal const string WaitingSql = """
        insert into ledger.waiting (partition, position, awaited)
        select $1, u.position, u.awaited from unnest($2, $3) as u (position, awaited)
        """;

    internal const string FulfilSql = "select ledger.fulfil_waiting($1, $2, $3, $4)";

    internal const string FenceSql = "select ledger.move_fences($1, $2, $3, $4, $5)";

    private readonly AppendRequest request;
    private readonly TermCache terms;

    private PostgreSqlAppend(AppendRequest request, TermCache terms)
    {
        this.request = request;
        this.terms = terms;
    }

    /// <summary>Adds the statements. All terms of the request are in the cache.</summary>
    public static void AddTo(PostgreSqlBatch batch, AppendRequest request, TermCache terms, Guid attempt)
    {
        var append = new PostgreSqlAppend(request, terms);
        batch.Add(HeadSql, Of(request.Partition), Of(request.ExpectedHead), Of(request.Entries.Count), Of(request.BatchId), Of(attempt));
        append.AddReports(batch);
        append.AddEntries(batch);
        append.AddRevisions(batch);
        append.AddWaiting(batch);
        append.AddFences(batch);
    }

    /// <summary>The revisions of a batch in the order in which their rows are locked, so that two batches never wait for each other in a circle.</summary>
    public static List<(NewRevision Revision, int Entry)> Revisions(AppendRequest request)
    {
        List<(NewRevision Revision, int Entry)> revisions = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            foreach (var revision in request.Entries[i].Revisions)
            {
                revisions.Add((revision, i));
            }
        }

        revisions.Sort(static (x, y) => x.Revision.Incident != y.Revision.Incident
            ? x.Revision.Incident.CompareTo(y.Revision.Incident)
            : x.Revision.Revision.CompareTo(y.Revision.Revision));
        return revisions;
    }

    private void AddReports(PostgreSqlBatch batch)
    {
        List<(ReportKey Key, int Entry)> keys = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            if (request.Entries[i].ReportKey is { } key)
            {
                keys.Add((key, i));
            }
        }

        if (keys.Count == 0)
        {
            return;
        }

        keys.Sort(static (x, y) => x.Key.Value.CompareTo(y.Key.Value));
        batch.Add(
            ReportSql,
            Of(request.Partition),
            Of(Array(keys, k => LedgerBytes.ToGuid(k.Key.Value))),
            Of(Array(keys, k => LedgerBytes.ToGuid(request.Entries[k.Entry].ContentHash))),
            Of(Array(keys, k => PositionOf(k.Entry))),
            Of(Array(keys, k => request.Entries[k.Entry].Receipt)));
    }

    private void AddEntries(PostgreSqlBatch batch)
    {
        var entries = request.Entries;
        var slices = new Slices(terms, entries.Count);
        foreach (var entry in entries)
        {
            slices.Add(entry.Subjects);
        }

        batch.Add(
            EntrySql,
            Of(request.Partition),
            Of(request.ExpectedHead),
            Of((long)entries.Count),
            Of(slices.Flat),
            Of(Array(entries, e => (short)e.Kind)),
            Of(slices.Low),
            Of(slices.High),
            Of(Array(entries, e => e.Effects)),
            Of(Array(entries, e => e.Report)));
    }

    private void AddRevisions(PostgreSqlBatch batch)
    {
        var revisions = Revisions(request);
        if (revisions.Count == 0)
        {
            return;
        }

        var slices = new Slices(terms, revisions.Count);
        var endedBy = new long?[revisions.Count];
        List<(Guid Incident, int Revision, long Position)> ended = [];
        for (var i = 0; i < revisions.Count; i++)
        {
            var (revision, entry) = revisions[i];
            slices.Add(revision.Terms);
            if (i > 0 && revisions[i - 1].Revision.Incident == revision.Incident)
            {
                // The revision before is in this very batch: it is stored as ended already.
                endedBy[i - 1] = PositionOf(entry);
            }
            else if (revision.Revision > 1)
            {
                ended.Add((revision.Incident, revision.Revision - 1, PositionOf(entry)));
            }
        }

        batch.Add(
            RevisionSql,
            Of(request.Partition),
            Of(request.ExpectedHead),
            Of((long)request.Entries.Count),
            Of(slices.Flat),
            Of(Array(revisions, r => r.Revision.Incident)),
            Of(Array(revisions, r => r.Revision.Revision)),
            Of(Array(revisions, r => r.Entry + 1L)),
            Of(endedBy),
            Of(Array(revisions, r => LedgerBytes.SortDay(r.Revision.DayFrom))),
            Of(Array(revisions, r => r.Revision.DayFrom)),
            Of(Array(revisions, r => r.Revision.DayTo)),
            Of(slices.Low),
            Of(slices.High),
            Of(Array(revisions, r => r.Revision.SearchText.ToLowerInvariant())),
            Of(Array(revisions, r => r.Revision.Contribution)),
            Of(Array(revisions, r => (ReadOnlyMemory<byte>)LedgerBytes.OfAddresses(r.Revision.Reports))));
        if (ended.Count > 0)
        {
            batch.Add(
                EndSql,
                Of(request.Partition),
                Of(Array(ended, e => e.Incident)),
                Of(Array(ended, e => e.Revision)),
                Of(Array(ended, e => e.Position)));
        }
    }

    private void AddWaiting(PostgreSqlBatch batch)
    {
        List<(long Position, Guid Awaited)> awaits = [];
        List<(EntryAddress Waiting, long Position)> fulfils = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var position = PositionOf(i);
            awaits.AddRange(request.Entries[i].Awaits.Distinct().Select(key => (position, LedgerBytes.ToGuid(key.Value))));
            fulfils.AddRange(request.Entries[i].Fulfils.Select(address => (address, position)));
        }

        if (awaits.Count > 0)
        {
            batch.Add(WaitingSql, Of(request.Partition), Of(Array(awaits, a => a.Position)), Of(Array(awaits, a => a.Awaited)));
        }

        if (fulfils.Count > 0)
        {
            fulfils.Sort(static (x, y) => x.Waiting.Partition != y.Waiting.Partition
                ? x.Waiting.Partition.CompareTo(y.Waiting.Partition)
                : x.Waiting.Position.CompareTo(y.Waiting.Position));
            batch.Add(
                FulfilSql,
                Of(request.Partition),
                Of(Array(fulfils, f => f.Waiting.Partition)),
                Of(Array(fulfils, f => f.Waiting.Position)),
                Of(Array(fulfils, f => f.Position)));
        }
    }

    private void AddFences(PostgreSqlBatch batch)
    {
        List<(Fence Fence, long Position)> fences = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            if (request.Entries[i].Fence is { } fence)
            {
                fences.Add((fence, PositionOf(i)));
            }
        }

        if (fences.Count > 0)
        {
            batch.Add(
                FenceSql,
                Of(request.Partition),
                Of(Array(fences, f => f.Fence.Key)),
                Of(Array(fences, f => f.Fence.ExpectedPosition)),
                Of(Array(fences, f => f.Fence.Vector.ToString())),
                Of(Array(fences, f => f.Position)));
        }
    }

    private long PositionOf(int index) => request.ExpectedHead + 1 + index;

    private static TItem[] Array<TSource, TItem>(IReadOnlyList<TSource> source, Func<TSource, TItem> select)
    {
        var items = new TItem[source.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = select(source[i]);
        }

        return items;
    }

    /// <summary>Lists of terms as one flat array and the bounds (from 1, both included) of each list in it.</summary>
    private sealed class Slices(TermCache terms, int count)
    {
        private readonly List<int> flat = new(count * 8);
        private int next;

        public int[] Flat => [.. flat];

        public int[] Low { get; } = new int[count];

        public int[] High { get; } = new int[count];

        public void Add(IReadOnlyList<string> list)
        {
            Low[next] = flat.Count + 1;
            for (var i = 0; i < list.Count; i++)
            {
                flat.Add(terms.IdOf(list[i]));
            }

            High[next++] = flat.Count;
        }
    }
}
