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
        List<ReportKey> known = [];
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            if (entry.ReportKey is { } key
                && session.Run(
                    "insert into report (key, content_hash, partition, position, receipt) values ($1, $2, $3, $4, $5) on conflict do nothing",
                    LedgerBytes.OfKey(key.Value),
                    LedgerBytes.OfKey(entry.ContentHash),
                    request.Partition,
                    PositionOf(i),
                    LedgerBytes.ToArray(entry.Receipt)) == 0)
            {
                known.Add(key);
            }
        }

        return known.Count == 0 ? null : new AppendOutcome.AlreadyRegistered(known);
    }

    private void InsertEntries(SqliteSession session, long recordedAt)
    {
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            var subjects = IdsOf(entry.Subjects);
            session.Run(
                "insert into entry (partition, position, recorded_at, kind, subjects, effects, report) values ($1, $2, $3, $4, $5, $6, $7)",
                request.Partition,
                PositionOf(i),
                recordedAt + i,
                (long)entry.Kind,
                LedgerBytes.OfTerms(subjects),
                LedgerBytes.ToArray(entry.Effects),
                LedgerBytes.ToArray(entry.Report));
            foreach (var subject in subjects)
            {
                session.Run("insert into entry_subject (term, partition, position) values ($1, $2, $3)", subject, request.Partition, PositionOf(i));
            }
        }
    }

    private AppendOutcome.Stale? InsertRevisions(SqliteSession session, long recordedAt)
    {
        for (var i = 0; i < request.Entries.Count; i++)
        {
            foreach (var revision in request.Entries[i].Revisions)
            {
                if (!InsertRevision(session, revision, PositionOf(i), recordedAt + i))
                {
                    return new AppendOutcome.Stale(revision.Incident);
                }
            }
        }

        return null;
    }

    private bool InsertRevision(SqliteSession session, NewRevision revision, long position, long recordedAt)
    {
        var incident = LedgerBytes.OfIncident(revision.Incident);
        if (revision.Revision > 1
            && session.Run(
                "update incident_revision set ended_partition = $3, ended_position = $4 where incident = $1 and revision = $2 and ended_position is null",
                incident,
                revision.Revision - 1,
                request.Partition,
                position) == 0)
        {
            return false;
        }

        var ids = IdsOf(revision.Terms);
        var sortDay = LedgerBytes.SortDay(revision.DayFrom);
        if (session.Run(
            """
            insert into incident_revision (incident, revision, partition, position, recorded_at, sort_day, day_from, day_to, terms, search_text, contribution, reports)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict do nothing
            """,
            incident,
            revision.Revision,
            request.Partition,
            position,
            recordedAt,
            sortDay,
            revision.DayFrom?.DayNumber,
            revision.DayTo?.DayNumber,
            LedgerBytes.OfTerms(ids),
            revision.SearchText.ToLowerInvariant(),
            LedgerBytes.ToArray(revision.Contribution),
            LedgerBytes.OfAddresses(revision.Reports)) == 0)
        {
            return false;
        }

        foreach (var term in ids)
        {
            session.Run(
                "insert into incident_revision_term (term, sort_day, incident, revision) values ($1, $2, $3, $4) on conflict do nothing",
                term,
                sortDay,
                incident,
                revision.Revision);
        }

        return true;
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
