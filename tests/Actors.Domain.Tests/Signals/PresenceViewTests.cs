using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Signals;
using Actors.Domain.Tests.Incidents;

namespace Actors.Domain.Tests.Signals;

public sealed class PresenceViewTests
{
    private static readonly SubjectId Harir = SubjectId.Base("al-harir");
    private static readonly SubjectId UsForces = SubjectId.Group("us-forces");
    private static readonly DateOnly NewsDay = new(2023, 11, 9);
    private static readonly MembersOnlyCatalogue Catalogue = new("Asia/Baghdad", ("us-forces", "us-special-forces"), ("international-coalition", "italian-forces"));

    [Fact]
    public void Presence_ContestsWhoTheTargetWas_WhenTheBaseIsSaidToBeEvacuated()
    {
        var view = View(Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"));
        var contribution = Reported.Assess(FirstNewsDay.Harir03).Contribution!;

        var read = view.Apply(contribution);

        Assert.Equal(
            [
                new("iran-backed-militias", GroupRole.Perpetrator, Membership.Low),
                new("international-coalition", GroupRole.Target, Membership.Low),
                new("us-forces", GroupRole.Target, Membership.Best),
            ],
            read.Groups.ToArray());
        Assert.True(read.Contested);
        Assert.False(contribution.Contested);
    }

    [Fact]
    public void Presence_LeavesTheDayLowTwoBestThree_WhenOneOfThreeBasesIsSaidToBeEvacuated()
    {
        var view = View(Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"));

        var memberships = new[] { FirstNewsDay.Patrol02, FirstNewsDay.Harir03, FirstNewsDay.Asad04 }
            .Select(report => view.Apply(Reported.Assess(report).Contribution!))
            .Select(contribution => contribution.Groups.Single(group => group is { Role: GroupRole.Target, Group: "us-forces" }).Membership)
            .ToList();

        Assert.Equal(2, memberships.Count(membership => membership.HasFlag(Membership.Low)));
        Assert.Equal(3, memberships.Count(membership => membership.HasFlag(Membership.Best)));
    }

    [Fact]
    public void Presence_ReturnsTheSameContribution_WhenNothingContradictsIt()
    {
        var contribution = Reported.Assess(FirstNewsDay.Asad04).Contribution!;

        Assert.Same(contribution, View(Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20")).Apply(contribution));
        Assert.Same(contribution, View().Apply(contribution));
    }

    [Fact]
    public void Presence_ContradictsFromItsFirstDayOn_WhenSinceIsStated()
    {
        var view = View(Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"));

        Assert.False(view.Contradicts(Harir, new DateOnly(2023, 10, 19), UsForces));
        Assert.True(view.Contradicts(Harir, new DateOnly(2023, 10, 20), UsForces));
        Assert.Equal("06", Assert.Single(view.Contradicting(Harir, NewsDay, UsForces)).Report.Id);
    }

    [Fact]
    public void Presence_ContradictsFromTheDayPublishedInTheZoneOfTheBase_WhenNoSinceIsStated()
    {
        // 21:30 UTC is half past midnight in Baghdad.
        var view = View(Signal("06", "kurdistan-ctg", 210, present: false, since: null));

        Assert.False(view.Contradicts(Harir, NewsDay, UsForces));
        Assert.True(view.Contradicts(Harir, NewsDay.AddDays(1), UsForces));
    }

    [Fact]
    public void Presence_ConcernsMembersOfTheGroup_WhenAnUmbrellaIsSaidToBeAbsent()
    {
        var view = View(Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"));

        Assert.True(view.Contradicts(Harir, NewsDay, SubjectId.Group("us-special-forces")));
        Assert.False(view.Contradicts(Harir, NewsDay, SubjectId.Group("international-coalition")));
        Assert.False(view.Contradicts(SubjectId.Base("ain-al-asad"), NewsDay, UsForces));
    }

    [Theory]
    [InlineData("kurdistan-ctg", "2023-11-01", false)] // the source corrects itself
    [InlineData("kurdistan-ctg", "2023-11-10", true)] // they come back the day after
    [InlineData("us-officials", "2023-11-01", true)] // another source does not speak for it
    public void Presence_IsSupersededOnlyByTheSameSourcesLaterClaimOfThatTime_WhenTheGroupIsSaidToBeThere(
        string source, string since, bool contradicted)
    {
        var view = View(
            Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"),
            Signal("20", source, 90, present: true, since: since));

        Assert.Equal(contradicted, view.Contradicts(Harir, NewsDay, UsForces));
    }

    [Fact]
    public void Presence_StaysContradicted_WhenTheEarlierClaimOfTheSourceSaidTheyWereThere()
    {
        var view = View(
            Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"),
            Signal("05", "kurdistan-ctg", 10, present: true, since: "2023-11-01"));

        Assert.True(view.Contradicts(Harir, NewsDay, UsForces));
    }

    [Fact]
    public void Presence_SparesOnlyTheMember_WhenTheSourceLaterSaysAMemberIsThere()
    {
        var view = View(
            Signal("06", "kurdistan-ctg", 40, present: false, since: "2023-10-20"),
            Signal("20", "kurdistan-ctg", 90, present: true, since: "2023-11-01", group: "us-special-forces"));

        Assert.True(view.Contradicts(Harir, NewsDay, UsForces));
        Assert.False(view.Contradicts(Harir, NewsDay, SubjectId.Group("us-special-forces")));
    }

    private static PresenceView View(params Signal[] signals) => new(signals, Catalogue);

    private static Signal Signal(string id, string source, int minute, bool present, string? since, string group = "us-forces") =>
        SignalSetTests.SignalOf(new PresenceReport
        {
            Id = id,
            Source = source,
            PublishedAt = Reported.Evening.AddMinutes(minute),
            Base = "al-harir",
            Group = group,
            Present = present,
            Since = since is null ? null : DateOnly.Parse(since),
        });
}
