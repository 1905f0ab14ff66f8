using System.Collections.Concurrent;
using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

public sealed partial class PostgreSqlLedger
{
    internal const string RevisionColumns = "r.incident, r.revision, r.partition, r.position, r.recorded_at, r.ended_partition, r.ended_position, r.day_from, r.day_to, r.contribution, r.reports";

    private const int RevisionColumnCount = 11;

    /// <summary>Terms found to stand in many revisions: asking for the few that have them would be in vain. A hint only.</summary>
    private readonly ConcurrentDictionary<int, bool> frequentTerms = new();

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
                var spans = longSpans is null ? PostgreSqlRevisionSql.Spans.All : PostgreSqlRevisionSql.Spans.Short;
                await AddAsync(connection, page, query, shortSpans, spans, cancellationToken);
                if (longSpans is { } window)
                {
                    await AddAsync(connection, page, PostgreSqlRevisionSql.InOrder(query, window, PostgreSqlRevisionSql.Spans.Long, bounded: false), cancellationToken);
                }

                return page.Build();
            },
            cancellationToken);
    }

    /// <summary>
    /// The cheapest way that is exact: few rows have the terms, and all are taken; or many have, and a walk in the order of
    /// days soon fills the page or reaches the end; or neither, and all rows with the terms are put in order.
    /// </summary>
    private async Task AddAsync(NpgsqlConnection connection, RevisionPage page, RevisionQuery query, RevisionWindow window, PostgreSqlRevisionSql.Spans spans, CancellationToken cancellationToken)
    {
        if (query.AllOf.Count == 0)
        {
            await AddAsync(connection, page, PostgreSqlRevisionSql.InOrder(query, window, spans, bounded: false), cancellationToken);
            return;
        }

        if (!query.AllOf.All(group => group.Any(frequentTerms.ContainsKey)))
        {
            var few = PostgreSqlRevisionSql.ByFewTerms(query, window, spans);
            var matches = 0L;
            var rows = await connections.QueryAsync(
                connection,
                few.Plan,
                few.Sql,
                few.Parameters,
                r =>
                {
                    matches = r.GetInt64(RevisionColumnCount);
                    return r.IsDBNull(0) ? null : ReadRevision(r);
                },
                cancellationToken);
            if (matches <= PostgreSqlRevisionSql.MaxRowsByFewTerms)
            {
                rows.ForEach(row =>
                {
                    if (row is not null)
                    {
                        page.Add(row);
                    }
                });
                return;
            }

            foreach (var term in query.AllOf.SelectMany(group => group))
            {
                frequentTerms.TryAdd(term, true);
            }
        }

        if (await AddAsync(connection, page, PostgreSqlRevisionSql.InOrder(query, window, spans, bounded: true), cancellationToken) >= query.Limit)
        {
            return;
        }

        var rest = PostgreSqlRevisionSql.BeyondBound(query, window, spans);
        if ((await connections.QueryAsync(connection, rest.Plan, rest.Sql, rest.Parameters, _ => true, cancellationToken)).Count > 0)
        {
            await AddAsync(connection, page, PostgreSqlRevisionSql.ByTerms(query, window, spans), cancellationToken);
        }
    }

    private async Task<int> AddAsync(NpgsqlConnection connection, RevisionPage page, PostgreSqlRevisionSql search, CancellationToken cancellationToken)
    {
        var rows = await connections.QueryAsync(connection, search.Plan, search.Sql, search.Parameters, ReadRevision, cancellationToken);
        rows.ForEach(page.Add);
        return rows.Count;
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
