using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

public sealed partial class PostgreSqlLedger
{
    internal const string RevisionColumns = "r.incident, r.revision, r.partition, r.position, r.recorded_at, r.ended_partition, r.ended_position, r.day_from, r.day_to, r.contribution, r.reports";

    internal const string CurrentRevisionsSql = $"""
        select {RevisionColumns} from unnest($1) as u (incident)
        cross join lateral (select * from ledger.incident_revision c where c.incident = u.incident order by c.revision desc limit 1) r
        """;

    internal const string RevisionsSql = $"select {RevisionColumns} from ledger.incident_revision r where r.incident = $1 order by r.revision";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRevision>> ReadCurrentRevisionsAsync(IReadOnlyCollection<Guid> incidents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        Guid[] wanted = [.. incidents.Distinct()];
        return await connections.QueryAsync(PostgreSqlPlans.InIndexOrder, CurrentRevisionsSql, () => [Of(wanted)], ReadRevision, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRevision>> ReadRevisionsAsync(Guid incident, CancellationToken cancellationToken) =>
        await connections.QueryAsync(PostgreSqlPlans.InIndexOrder, RevisionsSql, () => [Of(incident)], ReadRevision, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRevision>> QueryRevisionsAsync(RevisionQuery query, CancellationToken cancellationToken)
    {
        RevisionChecks.Check(query);
        if (RevisionChecks.MatchesNothing(query))
        {
            return [];
        }

        return await connections.ReadAsync(
            async connection =>
            {
                var page = new RevisionPage(query.Limit);
                var (shortSpans, longSpans) = RevisionWindow.Of(query);
                var sought = longSpans is null ? PostgreSqlRevisionSql.Spans.All : PostgreSqlRevisionSql.Spans.Short;
                if (!await AddAsync(PostgreSqlRevisionSql.InOrder(query, shortSpans, sought, page.LastUsefulSortDay)))
                {
                    // Few of the latest incidents match: the terms find the rest sooner than a longer walk.
                    await AddAsync(PostgreSqlRevisionSql.ByTerms(query, shortSpans, sought));
                }

                if (longSpans is { } window)
                {
                    await AddAsync(PostgreSqlRevisionSql.InOrder(query, window, PostgreSqlRevisionSql.Spans.Long, page.LastUsefulSortDay));
                }

                return page.Build();

                async Task<bool> AddAsync(PostgreSqlRevisionSql search)
                {
                    var rows = await connections.QueryAsync(connection, search.Plan, search.Sql, search.Parameters, ReadRevision, cancellationToken);
                    rows.ForEach(page.Add);
                    return rows.Count >= query.Limit || !search.IsBounded;
                }
            },
            cancellationToken);
    }

    private static StoredRevision ReadRevision(NpgsqlDataReader reader) => new()
    {
        Incident = reader.GetGuid(0),
        Revision = reader.GetInt32(1),
        Address = new(reader.GetInt32(2), reader.GetInt64(3)),
        RecordedAt = ReadTime(reader, 4),
        EndedBy = reader.IsDBNull(6) ? null : new(reader.GetInt32(5), reader.GetInt64(6)),
        DayFrom = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7),
        DayTo = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateOnly>(8),
        Contribution = reader.GetFieldValue<byte[]>(9),
        Reports = LedgerBytes.ToAddresses(reader.GetFieldValue<byte[]>(10)),
    };
}
