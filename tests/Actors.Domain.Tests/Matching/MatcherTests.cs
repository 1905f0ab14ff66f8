using Actors.Domain.Matching;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Matching;

public sealed class MatcherTests
{
    private static readonly Matcher Subject = new(MatchWeights.Default, Domain.Catalogue.Catalogue.BuiltIn);

    private static readonly MatchFacts Asad = new()
    {
        From = new DateOnly(2023, 11, 8),
        To = new DateOnly(2023, 11, 8),
        Precision = DayPrecision.Day,
        Lineage = Domain.Catalogue.Catalogue.BuiltIn.Expand(SubjectId.Base("ain-al-asad")),
        Type = "air-drone-strike",
        Targets = ["us-forces"],
        Injured = Figure.Exactly(2),
    };

    [Fact]
    public void Report_Matches_WhenBaseDayAndFiguresAgree()
    {
        var decision = Subject.Decide(Asad, newReferenceOf: "b", [Incident(1, Asad, "a")]);

        Assert.Equal(MatchOutcome.Match, decision.Outcome);
        Assert.Equal(Id(1), decision.Incident);
        Assert.Contains("same base", decision.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_IsNew_WhenItsScopeToldTheIncidentApart() =>
        Assert.Equal(MatchOutcome.New, Subject.Decide(Asad, newReferenceOf: "a", [Incident(1, Asad, "a")]).Outcome);

    [Fact]
    public void Report_IsSuggested_WhenTwoIncidentsFitAlike()
    {
        var decision = Subject.Decide(Asad, null, [Incident(1, Asad, "a"), Incident(2, Asad, "c")]);

        Assert.Equal(MatchOutcome.Suggest, decision.Outcome);
        Assert.Equal([Id(1), Id(2)], decision.Suggestions.Select(s => s.Incident));
    }

    [Fact]
    public void Decision_IsTheSame_WhateverTheOrderOfCandidates()
    {
        MatchCandidate[] candidates = [Incident(1, Asad with { Injured = Figure.Exactly(9) }, "a"), Incident(2, Asad, "c"), Incident(3, Asad with { From = Asad.From.AddDays(1), To = Asad.To.AddDays(1) }, "d")];

        var forward = Subject.Decide(Asad, null, candidates);
        var backward = Subject.Decide(Asad, null, [.. candidates.Reverse()]);

        Assert.Equal(forward.Incident, backward.Incident);
        Assert.Equal(forward.Suggestions.AsEnumerable(), backward.Suggestions.AsEnumerable());
    }

    [Theory]
    [InlineData("al-harir", 0)]
    [InlineData("ain-al-asad", 2)]
    public void Report_IsNew_WhenPlaceOrDayExcludesTheIncident(string place, int daysLater)
    {
        var other = Asad with
        {
            Lineage = Domain.Catalogue.Catalogue.BuiltIn.Expand(SubjectId.Base(place)),
            From = Asad.From.AddDays(daysLater),
            To = Asad.To.AddDays(daysLater),
        };

        Assert.Equal(MatchOutcome.New, Subject.Decide(other, null, [Incident(1, Asad, "a")]).Outcome);
    }

    private static MatchCandidate Incident(byte number, MatchFacts facts, string scope) => new(Id(number), [facts], [scope]);

    private static Guid Id(byte number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number);
}
