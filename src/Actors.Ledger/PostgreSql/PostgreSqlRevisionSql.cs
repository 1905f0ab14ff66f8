using System.Globalization;
using System.Text;
using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>One of the searches behind a page of incident revisions.</summary>
internal sealed class PostgreSqlRevisionSql
{
    /// <summary>Rows looked at in the order of days before the terms are asked instead; measured on a million revisions.</summary>
    private const int MaxRowsInOrder = 8_000;

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

    /// <summary>True when the search looked only at the first rows in order: a short answer says nothing.</summary>
    public bool IsBounded { get; private init; }

    /// <summary>Walks the incidents in the order of days. With terms to ask, only the first few thousand.</summary>
    public static PostgreSqlRevisionSql InOrder(RevisionQuery query, RevisionWindow window, Spans spans, int lastSortDay)
    {
        var bounded = query.AllOf.Count > 0 && spans != Spans.Long;
        var sql = new PostgreSqlRevisionSql { Plan = PostgreSqlPlans.InIndexOrder, IsBounded = bounded };
        var range = sql.Range(query, window with { HighSortDay = Math.Min(window.HighSortDay, lastSortDay) }, spans);
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

    /// <summary>Finds all incidents that have the terms, then puts them in order.</summary>
    public static PostgreSqlRevisionSql ByTerms(RevisionQuery query, RevisionWindow window, Spans spans)
    {
        var sql = new PostgreSqlRevisionSql { Plan = PostgreSqlPlans.ThroughTerms };
        var range = sql.Range(query, window, spans);
        sql.Filter(query, window);
        sql.Sql = $"select {PostgreSqlLedger.RevisionColumns} from ledger.incident_revision r where {range} {sql.filters} order by r.sort_day, r.incident limit {sql.Add(PostgreSqlParameters.Of((long)query.Limit))}";
        return sql;
    }

    private string Range(RevisionQuery query, RevisionWindow window, Spans spans)
    {
        var range = new StringBuilder();
        range.Append(CultureInfo.InvariantCulture, $"r.sort_day between {Add(PostgreSqlParameters.Of(window.LowSortDay))} and {Add(PostgreSqlParameters.Of(window.HighSortDay))}");
        if (query.After is { } after)
        {
            range.Append(CultureInfo.InvariantCulture, $" and (r.sort_day, r.incident) > ({Add(PostgreSqlParameters.Of(LedgerBytes.SortDay(after.DayFrom)))}, {Add(PostgreSqlParameters.Of(after.Incident))})");
        }

        range.Append(spans switch
        {
            Spans.Short => $" and r.day_to - r.day_from <= {LedgerPlans.LongSpanDays}",
            Spans.Long => $" and r.day_to - r.day_from > {LedgerPlans.LongSpanDays}",
            _ => "",
        });
        return range.ToString();
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
        foreach (var group in query.AllOf)
        {
            filters.Append(CultureInfo.InvariantCulture, $" and r.terms && {Add(PostgreSqlParameters.Of([.. group.Distinct()]))}");
        }

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
