namespace Actors.Ledger.Tests.Conformance;

/// <summary>Incident revisions in a list, asked by looking at every one.</summary>
internal sealed class RevisionModel
{
    private readonly List<(NewRevision Revision, EntryAddress Made, EntryAddress? Ended)> rows = [];

    public NewRevision Next(Guid incident, DateOnly? day, int span, string[] terms, bool counts)
    {
        var revision = rows.Count(r => r.Revision.Incident == incident) + 1;
        return new()
        {
            Incident = incident,
            Revision = revision,
            DayFrom = day,
            DayTo = day?.AddDays(span),
            Terms = terms,
            SearchText = revision % 3 == 0 ? "Camp Amber, east gate" : "elsewhere",
            Contribution = counts ? new byte[] { 1 } : default,
            Reports = [],
        };
    }

    public void Add(IEnumerable<NewRevision> revised, EntryAddress address)
    {
        foreach (var revision in revised)
        {
            var last = rows.FindLastIndex(r => r.Revision.Incident == revision.Incident);
            if (last >= 0)
            {
                rows[last] = rows[last] with { Ended = address };
            }

            rows.Add((revision, address, null));
        }
    }

    public IEnumerable<NewRevision> Query(RevisionQuery query, IEnumerable<string[]> groups) =>
        rows.Where(r => r.Made.Position <= query.At[r.Made.Partition])
            .Where(r => r.Ended is not { } ended || ended.Position > query.At[ended.Partition])
            .Select(r => r.Revision)
            .Where(r => (query.From is null && query.To is null)
                || (r.DayFrom is not null && (query.To is null || r.DayFrom <= query.To) && (query.From is null || r.DayTo >= query.From)))
            .Where(r => groups.All(group => group.Any(r.Terms.Contains)))
            .Where(r => !query.CountingOnly || r.Contribution.Length > 0)
            .Where(r => query.Text is null || r.SearchText.Contains(query.Text, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(r => r.DayFrom ?? DateOnly.MinValue)
            .ThenBy(r => r.Incident);
}
