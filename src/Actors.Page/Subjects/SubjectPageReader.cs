using System.Text.Json;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Threat.Decisions;
using Actors.Gateway.Incidents;
using Actors.Gateway.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Subjects;
using Actors.Gateway.Threat;
using Actors.Gateway.Wire;
using Actors.Page.Layout;
using Actors.Page.Live;
using Actors.Page.Parts;

namespace Actors.Page.Subjects;

/// <summary>Reads the page of a subject; every part at one ledger vector.</summary>
internal sealed class SubjectPageReader(SubjectReader subjects, TallyReader tallies, NotificationReader notifications, NotificationHub hub)
{
    private static readonly string[] Dimensions = ["place", "type", "outcome", "perpetrator", "target"];

    private const int RowsPerBreakdown = 10;
    private const int MostInCourse = 400;
    private const int RowsOfIncidents = 15;

    public async Task<SubjectPageModel> ReadAsync(SubjectId subject, QueryReader query)
    {
        var asOf = AsOfParameter.Read(query, subjects.Now);
        var (from, to) = (query.Day("from"), query.Day("to"));
        if (from > to)
        {
            throw new ApiProblemException(ApiProblem.Parameter("to", "is before from."));
        }

        var role = query.OneOf("role", "perpetrator", "target");
        if (role is not null && subject.Kind != SubjectKind.Group)
        {
            throw new ApiProblemException(ApiProblem.Parameter("role", "only groups have roles."));
        }

        var by = query.OneOf("by", "day", "week", "month") ?? "day";
        var head = await subjects.Queries.ListAsync(new IncidentQuery { Filter = new TallyQuery { AsOf = asOf }, Limit = 1 });
        var grain = subjects.Grain(subject);
        var window = new TallyQuery { From = from, To = to, Role = role, By = by };
        var dimensions = Dimensions.Where(d => d != "place" || subject.Kind != SubjectKind.Base).ToList();
        var read = await tallies.ReadAsync(subject, [window, .. dimensions.Select(d => window with { By = d })], asOf, head.Positions);
        var first = read.Answers[0];
        var breakdowns = dimensions.Zip(read.Answers.Skip(1), (dimension, answer) => new Breakdown(dimension, Largest(TallyJson.Of(answer, window)))).ToList();
        var recent = await subjects.Queries.ListAsync(new IncidentQuery
        {
            Subject = subject.ToString(),
            Filter = window with { By = null, Positions = first.Positions },
            Limit = MostInCourse,
            Membership = "high",
        });
        var latest = recent.Items.Select(IncidentJson.Of).ToList();
        var until = asOf is { } back ? back + subjects.Clock.Offset : (DateTimeOffset?)null;
        var totals = await subjects.Queries.TotalsAsync(subject.ToString(), asOf is null ? first.Positions : null, asOf);
        var now = await grain.DescribeAsync(null);
        var signals = asOf is null
            ? now.Signals
            : (await subjects.Queries.SignalsAsync(subject.ToString(), null, first.Positions)).Items;
        var tally = TallyJson.Of(first, window);
        return new SubjectPageModel
        {
            Catalogue = subjects.Catalogue,
            Subject = subject.ToString(),
            AsOf = asOf,
            Today = now.Today,
            Zone = subjects.Catalogue.ZoneOf(subject),
            From = from,
            To = to,
            By = by,
            Role = role,
            Within = [.. subjects.Catalogue.Expand(subject).Where(s => s != subject).Select(s => s.ToString())],
            Tally = tally,
            Together = read.Together,
            Bars = ChartBar.Fill(tally.Breakdown!, by, from, to),
            Breakdowns = breakdowns,
            Totals = TotalsJson.Of(subject.ToString(), totals).Items,
            Recent = latest[..Math.Min(RowsOfIncidents, latest.Count)],
            Course = [.. latest.Where(i => i.Day is not null).OrderBy(i => i.Day).ThenBy(i => i.RecordedAt)],
            CourseCut = recent.Cursor is not null,
            Levels = [.. await notifications.LevelsAsync(subject.ToString(), until)],
            Signals = [.. signals.Select(s => JsonElement.Parse(s.Report)).Where(s => s.GetProperty("kind").GetString() != "total")],
            Notifications = await notifications.LastAsync(subject.ToString(), 10, until),
            Threat = until is { } then ? await ThreatAsync(subject, then) : await ThreatAsync(grain),
            Diff = asOf is { } past ? DiffJson.Of(await subjects.Queries.DiffAsync(subject.ToString(), past, null, 50)) : null,
        };
    }

    private static IReadOnlyList<BreakdownJson> Largest(TallyJson tally) =>
        [.. tally.Breakdown!.OrderByDescending(r => r.Incidents).ThenBy(r => r.Key, StringComparer.Ordinal).Take(RowsPerBreakdown)];

    private async Task<ThreatJson?> ThreatAsync(SubjectId subject, DateTimeOffset at) =>
        await hub.Reader.DecisionAtAsync(subject.ToString(), at) is { } decision ? ThreatJson.Of(DecisionJson.Read(decision.Span), null, null) : null;

    private static async Task<ThreatJson> ThreatAsync(ISubjectGrain grain)
    {
        var answer = await grain.ThreatAsync(null);
        return ThreatJson.Of(DecisionJson.Read(answer.Decision.Span), null, answer);
    }
}
