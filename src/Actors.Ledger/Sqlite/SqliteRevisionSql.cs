using System.Globalization;
using System.Text;

namespace Actors.Ledger.Sqlite;

/// <summary>Builds the searches behind a page of incident revisions.</summary>
internal sealed class SqliteRevisionSql
{
    private readonly StringBuilder text = new();
    private readonly List<object?> values = [];

    /// <summary>A search in order of days, along one term or (null) along all revisions.</summary>
    public static (string Sql, object?[] Values) Build(RevisionQuery query, RevisionWindow window, bool shortSpansOnly, int? drivingTerm, int lastSortDay)
    {
        var sql = new SqliteRevisionSql();
        var key = drivingTerm is null ? "r" : "t";
        if (drivingTerm is { } term)
        {
            // Cross join: the walk along the term comes first, whatever the statistics say.
            sql.text.Append(CultureInfo.InvariantCulture, $"select {SqliteLedger.RevisionColumns} from incident_revision_term t cross join incident_revision r on r.incident = t.incident and r.revision = t.revision where t.term = {sql.Add(term)}");
        }
        else
        {
            sql.text.Append(CultureInfo.InvariantCulture, $"select {SqliteLedger.RevisionColumns} from incident_revision r indexed by incident_revision_by_day where true");
        }

        if (shortSpansOnly)
        {
            sql.text.Append(CultureInfo.InvariantCulture, $" and r.day_to - r.day_from <= {LedgerPlans.LongSpanDays}");
        }

        return sql.Finish(query, window, key, lastSortDay);
    }

    /// <summary>A search among the incidents that may span more than a month.</summary>
    public static (string Sql, object?[] Values) BuildLong(RevisionQuery query, RevisionWindow window, int lastSortDay)
    {
        var sql = new SqliteRevisionSql();
        sql.text.Append(CultureInfo.InvariantCulture, $"select {SqliteLedger.RevisionColumns} from incident_revision r indexed by incident_revision_long where r.day_to - r.day_from > {LedgerPlans.LongSpanDays}");
        return sql.Finish(query, window, "r", lastSortDay);
    }

    private (string Sql, object?[] Values) Finish(RevisionQuery query, RevisionWindow window, string key, int lastSortDay)
    {
        // The day of the cursor bounds the walk: of two lower bounds SQLite takes the first, and every page would begin at the first row.
        var low = query.After is { } last ? Math.Max(window.LowSortDay, LedgerBytes.SortDay(last.DayFrom)) : window.LowSortDay;
        text.Append(CultureInfo.InvariantCulture, $" and {key}.sort_day between {Add(low)} and {Add(Math.Min(window.HighSortDay, lastSortDay))}");
        if (window.LeastLastDay > int.MinValue)
        {
            text.Append(CultureInfo.InvariantCulture, $" and r.day_to >= {Add(window.LeastLastDay)}");
        }

        if (query.After is { } after)
        {
            text.Append(CultureInfo.InvariantCulture, $" and ({key}.sort_day, {key}.incident) > ({Add(LedgerBytes.SortDay(after.DayFrom))}, {Add(LedgerBytes.OfIncident(after.Incident))})");
        }

        AddVector(query.At);
        foreach (var group in query.AllOf)
        {
            var ids = string.Join(", ", group.Distinct().Select(id => Add(id)));
            text.Append(CultureInfo.InvariantCulture, $" and exists (select 1 from incident_revision_term x where x.term in ({ids}) and x.sort_day = r.sort_day and x.incident = r.incident and x.revision = r.revision)");
        }

        if (query.CountingOnly)
        {
            text.Append(" and length(r.contribution) > 0");
        }

        if (!string.IsNullOrEmpty(query.Text))
        {
            text.Append(CultureInfo.InvariantCulture, $" and instr(r.search_text, {Add(query.Text.ToLowerInvariant())}) > 0");
        }

        text.Append(CultureInfo.InvariantCulture, $" order by {key}.sort_day, {key}.incident limit {Add((long)query.Limit)}");
        return (text.ToString(), [.. values]);
    }

    private void AddVector(LedgerVector at)
    {
        var made = string.Join(' ', at.Positions.Select(p => $"when {p.Key} then {Add(p.Value)}"));
        var ended = string.Join(' ', at.Positions.Select(p => $"when {p.Key} then {Add(p.Value)}"));
        text.Append(CultureInfo.InvariantCulture, $" and r.position <= case r.partition {made} else 0 end and (r.ended_position is null or r.ended_position > case r.ended_partition {ended} else 0 end)");
    }

    private string Add(object value)
    {
        values.Add(value);
        return "$" + values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
