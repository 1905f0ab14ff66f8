using Actors.Abstractions.Intake;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using CountRange = Actors.Abstractions.Subjects.CountRange;

namespace Actors.Grains.Subjects;

/// <summary>Between the wire's tally questions and answers and the domain's.</summary>
internal static class TallyQuestions
{
    /// <summary>The domain's form of a question about <paramref name="subject"/>.</summary>
    public static TallyFilter FilterOf(SubjectId subject, TallyQuery query, ICatalogue catalogue) => new()
    {
        Subject = subject,
        Role = query.Role switch
        {
            null => null,
            "perpetrator" => GroupRole.Perpetrator,
            "target" => GroupRole.Target,
            var role => throw new BadRequestException("?role", $"'{role}' is neither perpetrator nor target."),
        },
        From = query.From,
        To = query.To,
        Types = query.Type is null ? [] : [query.Type],
        Outcomes = query.Outcome is null ? [] : [query.Outcome],
        Perpetrator = GroupOf(query.Perpetrator, catalogue),
        Target = GroupOf(query.Target, catalogue),
        Figures = query.Figures switch
        {
            null => null,
            "all" => FigureScope.All,
            "party" => FigureScope.Party,
            var figures => throw new BadRequestException("?figures", $"'{figures}' is neither all nor party."),
        },
    };

    public static TallyBy ByOf(TallyQuery query) => query.By switch
    {
        null => TallyBy.None,
        "day" => TallyBy.Day,
        "week" => TallyBy.Week,
        "month" => TallyBy.Month,
        "type" => TallyBy.Type,
        "outcome" => TallyBy.Outcome,
        "perpetrator" => TallyBy.Perpetrator,
        "target" => TallyBy.Target,
        "place" => TallyBy.Place,
        var by => throw new BadRequestException("?by", $"'{by}' is no breakdown; use day, week, month, type, outcome, perpetrator, target or place."),
    };

    public static TallyAnswer AnswerOf(SubjectId subject, TallyResult result, TallyBy by, string positions, DateTimeOffset asOf) => new()
    {
        Subject = subject.ToString(),
        Incidents = RangeOf(result.IncidentsRange),
        Killed = SumOf(result.Killed),
        Injured = SumOf(result.Injured),
        Intercepted = result.Intercepted,
        Contested = result.Contested,
        Undated = result.Undated,
        Breakdown = by == TallyBy.None
            ? null
            : [.. result.Breakdown.Select(row => new BreakdownRow(row.Key, RangeOf(row.IncidentsRange), SumOf(row.Killed), SumOf(row.Injured)))],
        Positions = positions,
        AsOf = asOf,
    };

    private static SubjectId? GroupOf(string? key, ICatalogue catalogue) =>
        key is null ? null : catalogue.Canonical(SubjectId.Group(key));

    private static CountRange RangeOf(Domain.Tallies.CountRange range) => new(range.Low, range.Best, range.High);

    private static Sum SumOf(FigureSum sum) => new(sum.Low, sum.Best, sum.High, sum.Unknown);
}
