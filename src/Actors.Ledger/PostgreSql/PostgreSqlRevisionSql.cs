using System.Globalization;
using System.Text;
using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>One of the searches behind a page of incident revisions.</summary>
internal sealed class PostgreSqlRevisionSql
{
    /// <summary>Rows with the terms up to which all are taken and put in order.</summary>
    public const int MaxRowsByFewTerms = 5_000;

    /// <summary>Rows looked at in the order of days before all rows with the terms are asked for instead.</summary>
    private const int MaxRowsInOrder = 10_000;

    private readonly List<NpgsqlParameter> parameters = [];
    private readonly StringBuilder filters = new();

    private PostgreSqlRevisionSql()
    {
    }

    /// <summary>Which incidents by the days they may span.</summary>
    public enum Spans
    {
        /// <summary>All.</summary>
        All,

        /// <summary>Up to a month.</summary>
        Short,

        /// <summary>More than a month.</summary>
        Long,
    }

    public required string Plan { get; init; }

    public string Sql { get; private set; } = "";

    public NpgsqlParameter[] Parameters => [.. parameters];

    /// <summary>Walks the incidents in the order of days; bounded: only the first few thousand.</summary>
    public static PostgreSqlRevisionSql InOrder(RevisionQuery query, RevisionWindow window, Spans spans, bool bounded)
    {
        var sql = new PostgreSqlRevisionSql { Plan = PostgreSqlPlans.InIndexOrder };
        var range = sql.Range(query, window, spans);
        sql.FilterTerms(query);
        sql.Filter(query, window);
        var limit = sql.Add(PostgreSqlParameters.Of((long)query.Limit));
        sql.Sql = bounded
            ? $"""
                select {PostgreSqlLedger.RevisionColumns} from (
                    select * from ledger.incident_revision r where {range} order by r.sort_day, r.incident limit {MaxRowsInOrder}
                ) r
                where true {sql.filters} order by r.sort_day, r.incident limit {limit}
                """
            : $"select {PostgreSqlLedger.RevisionColumns} from ledger.incident_revision r where {range} {sql.filters} order by r.sort_day, r.incident limit {limit}";
        return sql;
    }

    /// <summary>One row when there are incidents behind those a bounded walk looks at.</summary>
    public static PostgreSqlRevisionSql BeyondBound(RevisionQuery query, RevisionWindow window, Spans spans)
    {
        var sql = new PostgreSqlRevisionSql { Plan = PostgreSqlPlans.InIndexOrder };
        sql.Sql = $"select r.sort_day from ledger.incident_revision r where {sql.Range(query, window, spans)} order by r.sort_day, r.incident offset {MaxRowsInOrder} limit 1";
        return sql;
    }

    /// <summary>Finds all incidents that have the terms, then puts them in order.</summary>
    public static PostgreSqlRevisionSql ByTerms(RevisionQuery query, RevisionWindow window, Spans spans)
    {
        var sql = new PostgreSqlRevisionSql { Plan = PostgreSqlPlans.ThroughTerms };

        // The sum keeps the index by day out: the range is often everything.
        var range = sql.Range(query, window, spans, sortDay: "r.sort_day + 0");
        sql.FilterTerms(query);
        sql.Filter(query, window);
        sql.Sql = $"select {PostgreSqlLedger.RevisionColumns} from ledger.incident_revision r where {range} {sql.filters} order by r.sort_day, r.incident limit {sql.Add(PostgreSqlParameters.Of((long)query.Limit))}";
        return sql;
    }

    /// <summary>
    /// The same if at most <see cref="MaxRowsByFewTerms"/> rows have the terms; the last column of every row is how many
    /// have (more than that many: the rest says nothing). At least one row comes, empty when none matches.
    /// </summary>
    public static PostgreSqlRevisionSql ByFewTerms(RevisionQuery query, RevisionWindow window, Spans spans)
    {
        var sql = new PostgreSqlRevisionSql { Plan = PostgreSqlPlans.ThroughTerms };
        sql.FilterTerms(query);
        var terms = sql.filters.ToString();
        sql.filters.Clear();
        var range = sql.Range(query, window, spans);
        sql.Filter(query, window);
        sql.Sql = $"""
            with few as materialized (select * from ledger.incident_revision r where true {terms} limit {MaxRowsByFewTerms + 1})
            select {PostgreSqlLedger.RevisionColumns}, c.matches
            from (select count(*) as matches from few) c
            left join lateral (
                select * from few r where c.matches <= {MaxRowsByFewTerms} and {range} {sql.filters} order by r.sort_day, r.incident limit {sql.Add(PostgreSqlParameters.Of((long)query.Limit))}
            ) r on true
            order by r.sort_day, r.incident
            """;
        return sql;
    }

    private string Range(RevisionQuery query, RevisionWindow window, Spans spans, string sortDay = "r.sort_day")
    {
        var range = new StringBuilder();
        range.Append(CultureInfo.InvariantCulture, $"{sortDay} between {Add(PostgreSqlParameters.Of(window.LowSortDay))} and {Add(PostgreSqlParameters.Of(window.HighSortDay))}");
        if (query.After is { } after)
        {
            range.Append(CultureInfo.InvariantCulture, $" and ({sortDay}, r.incident) > ({Add(PostgreSqlParameters.Of(LedgerBytes.SortDay(after.DayFrom)))}, {Add(PostgreSqlParameters.Of(after.Incident))})");
        }

        range.Append(spans switch
        {
            Spans.Short => $" and r.day_to - r.day_from <= {LedgerPlans.LongSpanDays}",
            Spans.Long => $" and r.day_to - r.day_from > {LedgerPlans.LongSpanDays}",
            _ => "",
        });
        return range.ToString();
    }

    private void FilterTerms(RevisionQuery query)
    {
        foreach (var group in query.AllOf)
        {
            filters.Append(CultureInfo.InvariantCulture, $" and r.terms && {Add(PostgreSqlParameters.Of([.. group.Distinct()]))}");
        }
    }

    private void Filter(RevisionQuery query, RevisionWindow window)
    {
        // The vector as an array indexed by partition: one look-up a row, whatever the number of partitions.
        var positions = new long[query.At.Positions.Keys.Max() + 1];
        foreach (var (partition, position) in query.At.Positions)
        {
            positions[partition] = position;
        }

        var vector = Add(PostgreSqlParameters.Of(positions));
        filters.Append(CultureInfo.InvariantCulture, $" and r.position <= coalesce(({vector})[r.partition + 1], 0) and (r.ended_position is null or r.ended_position > coalesce(({vector})[r.ended_partition + 1], 0))");
        if (window.LeastLastDay > int.MinValue)
        {
            filters.Append(CultureInfo.InvariantCulture, $" and r.day_to >= date '0001-01-01' + {Add(PostgreSqlParameters.Of(window.LeastLastDay))}");
        }

        if (query.CountingOnly)
        {
            filters.Append(" and octet_length(r.contribution) > 0");
        }

        if (!string.IsNullOrEmpty(query.Text))
        {
            filters.Append(CultureInfo.InvariantCulture, $" and strpos(r.search_text, {Add(PostgreSqlParameters.Of(query.Text.ToLowerInvariant()))}) > 0");
        }
    }

    private string Add(NpgsqlParameter parameter)
    {
        parameters.Add(parameter);
        return "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
    }
}
