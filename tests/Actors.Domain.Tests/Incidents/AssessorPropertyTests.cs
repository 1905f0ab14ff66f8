using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using CsCheck;

namespace Actors.Domain.Tests.Incidents;

public sealed class AssessorPropertyTests
{
    private const int Histories = 1_000;

    [Fact]
    public void Assessment_IsWhatTheRulesSay_WhenComputedNaivelyFromScratch() =>
        RandomHistory.Reports.Sample(
            reports => Equal(new NaiveAssessment(reports).Contribution(), Shape.Of(Reported.Assess(reports).Contribution)),
            iter: 10 * Histories);

    [Fact]
    public void Assessment_IsTheSame_InAnyOrderAndWithAnyRepetition() =>
        Gen.Select(RandomHistory.Reports, Gen.Int.Array[40]).Sample(
            (reports, draws) =>
            {
                var shuffled = reports
                    .Concat(draws.Select(draw => reports[(int)((uint)draw % (uint)reports.Length)]))
                    .Select((report, at) => (report, key: draws[at % draws.Length] ^ (at * 7919)))
                    .OrderBy(item => item.key)
                    .Select(item => item.report)
                    .ToArray();
                return Equal(Whole(Reported.Assess(reports)), Whole(Reported.Assess(shuffled)));
            },
            iter: Histories);

    [Fact]
    public void Assessment_IsTheSame_AfterRetractingAReportAndThenThatRetraction() =>
        Gen.Select(RandomHistory.Reports, Gen.Int[0, 13]).Sample(
            (reports, which) =>
            {
                var retracted = reports[which % reports.Length];
                var undone = reports
                    .Append(Reported.Retraction("x1", retracted.Report.Id, 100, analyst: true))
                    .Append(Reported.Retraction("x2", "x1", 101, analyst: true))
                    .ToArray();
                return Equal(Shape.Of(Reported.Assess(reports).Contribution), Shape.Of(Reported.Assess(undone).Contribution));
            },
            iter: Histories);

    [Fact]
    public void Assessment_IsAsIfAReportHadNeverBeenMade_AfterItIsRetracted() =>
        Gen.Select(RandomHistory.Reports, Gen.Int[0, 13]).Sample(
            (reports, which) =>
            {
                var retracted = reports[which % reports.Length];
                if (retracted.Report is RetractionReport)
                {
                    return true;
                }

                var without = reports.Where(report => report != retracted).ToArray();
                var withdrawn = reports.Append(Reported.Retraction("x1", retracted.Report.Id, 100, analyst: true)).ToArray();
                return Equal(Shape.Of(Reported.Assess(without).Contribution), Shape.Of(Reported.Assess(withdrawn).Contribution));
            },
            iter: Histories);

    [Fact]
    public void Assessment_KeepsLowBelowBestBelowHigh_AndOneChosenValueAField() =>
        RandomHistory.Reports.Sample(
            reports =>
            {
                var assessed = Reported.Assess(reports);
                if (assessed.Contribution is not { } contribution)
                {
                    Assert.Empty(assessed.Fields);
                    return;
                }

                Assert.All(
                    contribution.Casualties.SelectMany(party => new[] { party.Killed, party.Injured }).OfType<Figure>(),
                    figure => Assert.True(figure.Low >= 0 && figure.Low <= figure.Best && (figure.High is null || figure.Best <= figure.High)));
                OneChosen(contribution.Days.Select(day => day.Membership), mayBeEmpty: true);
                OneChosen(contribution.Places.Select(place => place.Membership), mayBeEmpty: false);
                OneChosen(contribution.Types.Select(type => type.Membership), mayBeEmpty: false);
                OneChosen(contribution.Outcomes.Select(outcome => outcome.Membership), mayBeEmpty: false);
                Assert.Equal(assessed.Fields.Any(field => field.State == FieldState.Contested), contribution.Contested);
                Assert.All(assessed.Fields, field => Assert.False(string.IsNullOrWhiteSpace(field.Reason)));
                Assert.All(
                    assessed.Fields.Where(field => field.State == FieldState.SingleSource),
                    field => Assert.Single(field.For.Concat(field.Against)));
            },
            iter: Histories);

    [Fact]
    public void Assessment_KeepsEveryMembership_WhenASourceThatAgreesRepeatsItself() =>
        Gen.Select(RandomHistory.Reports, Gen.Int[0, 13]).Sample(
            (reports, which) =>
            {
                var assessed = Reported.Assess(reports);
                var repeated = reports[which % reports.Length];
                var source = repeated.Report.Source;
                var agrees = assessed.LiveReports.Contains(repeated.Report.Id)
                    && assessed.LiveReports.Count(id => reports.Single(report => report.Report.Id == id).Report.Source == source) == 1
                    && assessed.Fields.All(field => field.Against.All(claim => claim.Source != source));
                if (!agrees)
                {
                    return true;
                }

                var again = repeated with
                {
                    Report = (IncidentReport)repeated.Report with { Id = "again", Via = ["another-relay"], PublishedAt = Reported.Evening.AddMinutes(50) },
                    ReceivedAt = Reported.Evening.AddMinutes(51),
                };
                return Equal(Shape.Memberships(assessed.Contribution), Shape.Memberships(Reported.Assess([.. reports, again]).Contribution));
            },
            iter: Histories);

    [Fact]
    public void Contribution_IsTheOneOfTheFullAssessment_WhenAskedForAlone() =>
        RandomHistory.Reports.Sample(
            reports => Equal(
                Shape.Of(Reported.Assess(reports).Contribution),
                Shape.Of(Assessor.Contribute(Guid.Empty, reports.Length, reports, AssessmentRules.Default))),
            iter: Histories);

    private static void OneChosen(IEnumerable<Membership> memberships, bool mayBeEmpty)
    {
        var all = memberships.ToList();
        if (all.Count == 0)
        {
            Assert.True(mayBeEmpty);
            return;
        }

        Assert.Single(all, membership => membership.HasFlag(Membership.Best));
        Assert.True(all.Count == 1 || all.All(membership => !membership.HasFlag(Membership.Low)));
        Assert.Equal(all.Count == 1, all[0] == Membership.Low);
    }

    private static string Whole(AssessedIncident assessed) => string.Join(
        '\n',
        assessed.Fields.Select(field => $"{field.Name} {field.Of} {field.State} {field.Value} {field.Figure} for {Ids(field.For)} against {Ids(field.Against)} {field.Decision?.Report}: {field.Reason}")
            .Append(Shape.Of(assessed.Contribution))
            .Append(string.Join(", ", assessed.LiveReports))
            .Append(string.Join(", ", assessed.WithdrawnReports))
            .Append(string.Join(", ", assessed.IneffectiveReports)));

    private static string Ids(IEnumerable<FieldClaim> claims) => string.Join(",", claims.Select(claim => claim.Report));

    private static bool Equal(string expected, string actual)
    {
        Assert.Equal(expected, actual);
        return true;
    }
}
