using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Tallies;

/// <summary>Contributions written out, for tests that assert single numbers.</summary>
internal static class Example
{
    public static readonly DateOnly Thursday = new(2023, 11, 9);

    /// <summary>Drones at a base in Iraq, intercepted, nobody hurt among US forces.</summary>
    public static Contribution Attack(int number = 1) => new()
    {
        Incident = new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
        Revision = 1,
        Days = [new Member<DateOnly>(Thursday, Membership.Low)],
        Places = [new PlaceMember(SubjectId.Base("asad"), null, Membership.Low)],
        Types = One("air-drone-strike"),
        Outcomes = One("intercepted"),
        Groups = [new GroupMember("kataib", GroupRole.Perpetrator, Membership.Low), new GroupMember("us-forces", GroupRole.Target, Membership.Low)],
        Casualties = [new PartyFigures("us-forces", Figure.Exactly(0), Figure.AtLeast(2))],
        Roots = ["iraqi-security-sources"],
        Reliability = 'C',
        Credibility = 2,
    };

    public static ImmutableArray<Member<string>> One(string value) => [new Member<string>(value, Membership.Low)];

    public static Signal Statement(string id = "s1") => new(
        new StatementReport
        {
            Id = id,
            Source = "militias",
            PublishedAt = new DateTimeOffset(2023, 11, 9, 18, 45, 0, TimeSpan.Zero),
            Speaker = "militias",
            Stance = Stance.Threat,
            About = [SubjectId.Group("us-forces")],
        },
        new DateTimeOffset(2023, 11, 9, 19, 0, 0, TimeSpan.Zero),
        [SubjectId.Group("militias"), SubjectId.Group("us-forces")]);
}
