using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

public sealed partial class SqliteLedger
{
    internal const string RevisionColumns = "r.incident, r.revision, r.partition, r.position, r.recorded_at, r.ended_partition, r.ended_position, r.day_from, r.day_to, r.contribution, r.reports";

    internal const string CurrentRevisionSql = $"select {RevisionColumns} from incident_revision r where r.incident = $1 order by r.revision desc limit 1";

    internal const string RevisionsSql = $"select {RevisionColumns} from incident_revision r where r.incident = $1 order by r.revision";

    private const long ProbedRows = 2_000;

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRevision>> ReadCurrentRevisionsAsync(IReadOnlyCollection<Guid> incidents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        return ReadAsync<IReadOnlyList<StoredRevision>>(
            (session, token) =>
            {
                List<StoredRevision> found = [];
                foreach (var incident in incidents.Distinct())
                {
                    token.ThrowIfCancellationRequested();
                    found.AddRange(ReadRevisions(session, CurrentRevisionSql, LedgerBytes.OfIncident(incident)));
                }

                return found;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRevision>> ReadRevisionsAsync(Guid incident, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<StoredRevision>>((session, _) => [.. ReadRevisions(session, RevisionsSql, LedgerBytes.OfIncident(incident))], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRevision>> QueryRevisionsAsync(RevisionQuery query, CancellationToken cancellationToken)
    {
        RevisionChecks.Check(query);
        return RevisionChecks.MatchesNothing(query) ? Task.FromResult<IReadOnlyList<StoredRevision>>([]) : ReadAsync(
            (session, token) =>
            {
                var page = new RevisionPage(query.Limit);
                var (shortSpans, longSpans) = RevisionWindow.Of(query);
                var driving = ChooseDriving(session, query);
                if (driving is null)
                {
                    Collect(page, session, SqliteRevisionSql.Build(query, shortSpans, longSpans is not null, drivingTerm: null, page.LastUsefulSortDay), token);
                }
                else
                {
                    foreach (var term in driving.Distinct())
                    {
                        Collect(page, session, SqliteRevisionSql.Build(query, shortSpans, longSpans is not null, term, page.LastUsefulSortDay), token);
                    }
                }

                if (longSpans is { } window)
                {
                    Collect(page, session, SqliteRevisionSql.BuildLong(query, window, page.LastUsefulSortDay), token);
                }

                return page.Build();
            },
            cancellationToken);
    }

    /// <summary>The group of terms with the fewest rows: its terms are walked in order, the other groups only checked.</summary>
    private static IReadOnlyList<int>? ChooseDriving(SqliteSession session, RevisionQuery query)
    {
        if (query.AllOf.Count <= 1)
        {
            return query.AllOf.Count == 0 ? null : query.AllOf[0];
        }

        return query.AllOf.MinBy(group => group.Sum(term =>
            (long)session.Scalar("select count(*) from (select 1 from incident_revision_term where term = $1 limit $2)", term, ProbedRows)!));
    }

    private static void Collect(RevisionPage page, SqliteSession session, (string Sql, object?[] Values) search, CancellationToken cancellationToken)
    {
        foreach (var row in ReadRevisions(session, search.Sql, search.Values))
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Add(row);
        }
    }

    private static IEnumerable<StoredRevision> ReadRevisions(SqliteSession session, string sql, params object?[] values)
    {
        using var reader = session.Query(sql, values);
        while (reader.Read())
        {
            yield return new StoredRevision
            {
                Incident = LedgerBytes.ToIncident(reader.GetFieldValue<byte[]>(0)),
                Revision = reader.GetInt32(1),
                Address = new(reader.GetInt32(2), reader.GetInt64(3)),
                RecordedAt = SqliteTime.ToInstant(reader.GetInt64(4)),
                EndedBy = reader.IsDBNull(6) ? null : new(reader.GetInt32(5), reader.GetInt64(6)),
                DayFrom = ReadDay(reader, 7),
                DayTo = ReadDay(reader, 8),
                Contribution = reader.GetFieldValue<byte[]>(9),
                Reports = LedgerBytes.ToAddresses(reader.GetFieldValue<byte[]>(10)),
            };
        }
    }

    private static DateOnly? ReadDay(SqliteDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : DateOnly.FromDayNumber(reader.GetInt32(ordinal));

    private static void Collect(SqliteSession session, List<WaitingEntry> found, string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = session.Query(sql, values);
        while (reader.Read())
        {
            found.Add(new(new ReportKey(LedgerBytes.ToKey(reader.GetFieldValue<byte[]>(0))), new(reader.GetInt32(1), reader.GetInt64(2))));
        }
    }
}
