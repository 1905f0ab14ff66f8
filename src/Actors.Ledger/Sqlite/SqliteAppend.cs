namespace Actors.Ledger.Sqlite;

/// <summary>One append as a piece of the writer's transaction.</summary>
internal sealed class SqliteAppend(AppendRequest request, TermCache cache, TimeProvider timeProvider, AppendSignal signal, CancellationToken cancellationToken)
    : SqliteWork<AppendOutcome>(cancellationToken)
{
    private readonly Dictionary<string, int> newTerms = new(StringComparer.Ordinal);

    public override long Bytes { get; } = request.Entries.Sum(AppendChecks.BytesOf);

    public override void Prepare(SqliteSession session)
    {
        foreach (var (term, id) in SqliteTerms.Intern(session, cache.Missing(request)))
        {
            newTerms[term] = id;
        }
    }

    public override bool Run(SqliteSession session)
    {
        Answer = CheckHead(session, out var recordedAt);
        Answer ??= Register(session);
        Answer ??= InsertRevisions(session, recordedAt);
        Answer ??= MoveWaiting(session);
        Answer ??= MoveFences(session);
        if (Answer is not null)
        {
            return false;
        }

        InsertEntries(session, recordedAt);
        session.Run(
            "update head set position = $2, recorded_at = $3, batch_id = $4 where partition = $1",
            request.Partition,
            request.ExpectedHead + request.Entries.Count,
            recordedAt + request.Entries.Count - 1,
            LedgerBytes.OfIncident(request.BatchId));
        Answer = new AppendOutcome.Committed(request.ExpectedHead + 1, new RecordedTimes(SqliteTime.ToInstant(recordedAt), request.Entries.Count));
        return true;
    }

    public override bool? WasCommitted(SqliteSession session)
    {
        if (Answer is not AppendOutcome.Committed)
        {
            return true;
        }

        using var reader = session.Query("select position, batch_id from head where partition = $1", request.Partition);
        reader.Read();
        if (reader.GetInt64(0) == request.ExpectedHead)
        {
            return false;
        }

        // Past our batch by another writer: whether ours is below it cannot be told from the head row.
        return !reader.IsDBNull(1) && LedgerBytes.ToIncident(reader.GetFieldValue<byte[]>(1)) == request.BatchId ? true : null;
    }

    public override void Complete()
    {
        foreach (var (term, id) in newTerms)
        {
            cache.Add(term, id);
        }

        base.Complete();
        if (Answer is AppendOutcome.Committed)
        {
            signal.Raise(request.Partition, request.ExpectedHead + request.Entries.Count);
        }
    }

    private AppendOutcome.HeadMoved? CheckHead(SqliteSession session, out long recordedAt)
    {
        using var reader = session.Query("select position, recorded_at from head where partition = $1", request.Partition);
        reader.Read();
        var position = reader.GetInt64(0);
        recordedAt = Math.Max(SqliteTime.ToMicroseconds(timeProvider.GetUtcNow()), reader.GetInt64(1) + 1);
        return position == request.ExpectedHead ? null : new AppendOutcome.HeadMoved(position);
    }

    private AppendOutcome.AlreadyRegistered? Register(SqliteSession session)
    {
        var insert = session.Statement("insert into report (key, content_hash, partition, position, receipt) values (?1, ?2, ?3, ?4, ?5) on conflict do nothing");
        List<ReportKey> known = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            if (entry.ReportKey is { } key
                && insert.Bind(1, LedgerBytes.OfKey(key.Value))
                    .Bind(2, LedgerBytes.OfKey(entry.ContentHash))
                    .Bind(3, request.Partition)
                    .Bind(4, PositionOf(i))
                    .Bind(5, entry.Receipt.Span)
                    .Run() == 0)
            {
                known.Add(key);
            }
        }

        return known.Count == 0 ? null : new AppendOutcome.AlreadyRegistered(known);
    }

    private void InsertEntries(SqliteSession session, long recordedAt)
    {
        var insert = session.Statement("insert into entry (partition, position, recorded_at, kind, subjects, effects, report) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        List<(int Term, long Position)> subjects = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            var ids = IdsOf(entry.Subjects);
            insert.Bind(1, request.Partition)
                .Bind(2, PositionOf(i))
                .Bind(3, recordedAt + i)
                .Bind(4, entry.Kind)
                .Bind(5, LedgerBytes.OfTerms(ids))
                .Bind(6, entry.Effects.Span)
                .Bind(7, entry.Report.Span)
                .Run();
            foreach (var id in ids)
            {
                subjects.Add((id, PositionOf(i)));
            }
        }

        // In the order of the index: neighbours share pages.
        subjects.Sort();
        var index = session.Statement("insert into entry_subject (term, partition, position) values (?1, ?2, ?3)");
        foreach (var (term, position) in subjects)
        {
            index.Bind(1, term).Bind(2, request.Partition).Bind(3, position).Run();
        }
    }

    private AppendOutcome.Stale? InsertRevisions(SqliteSession session, long recordedAt)
    {
        List<(int Term, int SortDay, Guid Incident, int Revision)> terms = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            foreach (var revision in request.Entries[i].Revisions)
            {
                var ids = IdsOf(revision.Terms);
                if (!InsertRevision(session, revision, ids, PositionOf(i), recordedAt + i))
                {
                    return new AppendOutcome.Stale(revision.Incident);
                }

                foreach (var id in ids)
                {
                    terms.Add((id, LedgerBytes.SortDay(revision.DayFrom), revision.Incident, revision.Revision));
                }
            }
        }

        terms.Sort();
        var index = session.Statement("insert into incident_revision_term (term, sort_day, incident, revision) values (?1, ?2, ?3, ?4) on conflict do nothing");
        foreach (var (term, sortDay, incident, revision) in terms)
        {
            index.Bind(1, term).Bind(2, sortDay).Bind(3, LedgerBytes.OfIncident(incident)).Bind(4, revision).Run();
        }

        return null;
    }

    private bool InsertRevision(SqliteSession session, NewRevision revision, int[] terms, long position, long recordedAt)
    {
        var incident = LedgerBytes.OfIncident(revision.Incident);
        if (revision.Revision > 1
            && session.Statement("update incident_revision set ended_partition = ?3, ended_position = ?4 where incident = ?1 and revision = ?2 and ended_position is null")
                .Bind(1, incident)
                .Bind(2, revision.Revision - 1)
                .Bind(3, request.Partition)
                .Bind(4, position)
                .Run() == 0)
        {
            return false;
        }

        return session.Statement(
            """
            insert into incident_revision (incident, revision, partition, position, recorded_at, sort_day, day_from, day_to, terms, search_text, contribution, reports)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            on conflict do nothing
            """)
            .Bind(1, incident)
            .Bind(2, revision.Revision)
            .Bind(3, request.Partition)
            .Bind(4, position)
            .Bind(5, recordedAt)
            .Bind(6, LedgerBytes.SortDay(revision.DayFrom))
            .Bind(7, revision.DayFrom?.DayNumber)
            .Bind(8, revision.DayTo?.DayNumber)
            .Bind(9, LedgerBytes.OfTerms(terms))
            .Bind(10, revision.SearchText.ToLowerInvariant())
            .Bind(11, revision.Contribution.Span)
            .Bind(12, LedgerBytes.OfAddresses(revision.Reports))
            .Run() > 0;
    }

    private AppendOutcome.Stale? MoveWaiting(SqliteSession session)
    {
        for (var i = 0; i < request.Entries.Count; i++)
        {
            foreach (var key in request.Entries[i].Awaits)
            {
                session.Run(
                    "insert into waiting (partition, position, awaited) values ($1, $2, $3) on conflict do nothing",
                    request.Partition,
                    PositionOf(i),
                    LedgerBytes.OfKey(key.Value));
            }

            foreach (var address in request.Entries[i].Fulfils)
            {
                if (session.Run(
                    "update waiting set fulfilled_partition = $3, fulfilled_position = $4 where partition = $1 and position = $2 and fulfilled_position is null",
                    address.Partition,
                    address.Position,
                    request.Partition,
                    PositionOf(i)) == 0)
                {
                    return new AppendOutcome.Stale(Guid.Empty);
                }
            }
        }

        return null;
    }

    private AppendOutcome.Fenced? MoveFences(SqliteSession session)
    {
        for (var i = 0; i < request.Entries.Count; i++)
        {
            if (request.Entries[i].Fence is not { } fence)
            {
                continue;
            }

            var state = SqliteLedger.ReadFence(session, fence.Key);
            var holds = state is null
                ? fence.ExpectedPosition == 0
                : state.Address == new EntryAddress(request.Partition, fence.ExpectedPosition) && fence.Vector.Covers(state.Vector);
            if (!holds)
            {
                return new AppendOutcome.Fenced(fence.Key, state);
            }

            session.Run(
                """
                insert into fence (key, partition, position, vector) values ($1, $2, $3, $4)
                on conflict (key) do update set partition = excluded.partition, position = excluded.position, vector = excluded.vector
                """,
                fence.Key,
                request.Partition,
                PositionOf(i),
                fence.Vector.ToString());
        }

        return null;
    }

    private long PositionOf(int index) => request.ExpectedHead + 1 + index;

    private int[] IdsOf(IReadOnlyList<string> terms)
    {
        var ids = new int[terms.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = cache.TryGetId(terms[i], out var id) ? id : newTerms[terms[i]];
        }

        return ids;
    }
}
