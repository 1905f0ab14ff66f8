using Actors.Abstractions.Matching;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Gateway.Incidents;
using Actors.Gateway.Problems;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;
using Actors.Page.Layout;

namespace Actors.Page.Incidents;

/// <summary>Reads one incident, or a list of them.</summary>
internal sealed class IncidentPageReader(SubjectReader subjects, IGrainFactory grains)
{
    private const int DaysNear = 3;

    public async Task<IncidentPageModel> ReadAsync(Guid id, QueryReader query, bool analyst)
    {
        var asOf = AsOfParameter.Read(query, subjects.Now);
        var detail = IncidentDetailJson.Of(await GetAsync(id, asOf), subjects.Catalogue);
        IReadOnlyList<IncidentSummary> others = [];
        if (analyst && asOf is null && detail.Day is { } day)
        {
            var near = new TallyQuery { From = day.AddDays(-DaysNear), To = day.AddDays(DaysNear) };
            others = (await subjects.Queries.ListAsync(new IncidentQuery { Filter = near, Limit = 50 })).Items;
        }

        return new IncidentPageModel
        {
            Catalogue = subjects.Catalogue,
            AsOf = asOf,
            Detail = detail,
            Now = asOf is null ? null : IncidentDetailJson.Of(await GetAsync(id, asOf: null), subjects.Catalogue),
            Analyst = analyst,
            Done = query.OneOf("done", "override", "retract", "merge", "split", "reject"),
            Suggestions = asOf is null && detail.MergedInto is null ? await SuggestAsync(id) : [],
            Zone = detail.Place is { } at && SubjectId.TryParse(at, out var where) ? subjects.Catalogue.ZoneOf(where) : "UTC",
            Others = [.. others.Select(IncidentJson.Of).Where(i => i.Id != detail.Id)],
        };
    }

    public async Task<IncidentListModel> ListAsync(QueryReader query)
    {
        var asOf = AsOfParameter.Read(query, subjects.Now);
        SubjectId? subject = query.Text("subject") is { } name ? await subjects.FindAsync("subject", name) : null;
        var filter = new TallyQuery
        {
            From = query.Day("from"),
            To = query.Day("to"),
            Outcome = query.OneOf("outcome", "hit", "intercepted", "failed", "unknown"),
            Role = query.OneOf("role", "perpetrator", "target"),
            Positions = query.PositionVector("positions"),
            AsOf = asOf,
        };
        var page = await subjects.Queries.ListAsync(new IncidentQuery
        {
            Subject = subject?.ToString(),
            Filter = filter,
            Contested = query.Flag("contested"),
            Text = query.Text("q"),
            Cursor = query.Text("cursor"),
            Limit = 50,
            Membership = query.OneOf("membership", "low", "best", "high") ?? "best",
        });
        return new IncidentListModel
        {
            Catalogue = subjects.Catalogue,
            AsOf = asOf,
            Items = [.. page.Items.Select(IncidentJson.Of)],
            Next = page.Cursor,
            Subject = subject?.ToString(),
            From = filter.From,
            To = filter.To,
            Outcome = filter.Outcome,
            Contested = query.Flag("contested"),
            Text = query.Text("q"),
            Diff = asOf is { } past ? DiffJson.Of(await subjects.Queries.DiffAsync((subject ?? SubjectId.World).ToString(), past, null, 50)) : null,
        };
    }

    private async Task<IReadOnlyList<Suggestion>> SuggestAsync(Guid id)
    {
        var found = await grains.GetGrain<ISuggestionGrain>(0).SuggestAsync(id) ?? [];
        return [.. await Task.WhenAll(found.Select(async s =>
        {
            var other = IncidentDetailJson.Of(await GetAsync(s.Incident, asOf: null), subjects.Catalogue);
            var title = $"{Words.Type(other.Type)}, {(other.Place is { } place ? Words.Name(subjects.Catalogue, place) : "place unknown")}, {Words.Day(other.Day)}";
            return new Suggestion(other.Id, title, s.Chance, Words.Readable(subjects.Catalogue, s.Why));
        }))];
    }

    private async Task<IncidentDetail> GetAsync(Guid id, DateTimeOffset? asOf) =>
        await subjects.Queries.GetAsync(id, null, asOf) ?? throw new ApiProblemException(ApiProblem.Of(
            ApiProblem.NotFound,
            StatusCodes.Status404NotFound,
            "Nobody reported this incident.",
            asOf is null ? "There is no incident with this id." : "At that recorded time nobody had reported this incident yet."));
}
