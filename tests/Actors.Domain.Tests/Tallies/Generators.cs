using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

/// <summary>Random contributions, filters and histories, small enough to collide often.</summary>
internal static class Generators
{
    public static readonly SmallCatalogue Catalogue = new();

    private static readonly Gen<DateOnly> Day = Gen.Frequency(
        (6, Gen.Int[0, 20].Select(d => new DateOnly(2023, 12, 20).AddDays(d))),
        (2, Gen.Int[0, 800].Select(d => new DateOnly(2022, 11, 1).AddDays(d))),
        (1, Gen.Int[0, 11].Select(m => new DateOnly(2023, 1, 1).AddMonths(m))));

    private static readonly Gen<(string Leaf, string? Within)> Leaf = Pick<(string Leaf, string? Within)>(
        ("base:asad", null), ("base:assad", null), ("base:harir", null), ("base:tanf", null), ("region:iq-an", null), ("region:iq", null), ("region:sy-hi", null),
        ("region:world", null), ("base:camp-x", "region:iq"), ("base:camp-x", "region:sy"));

    private static readonly Gen<string> Type = Pick("air-drone-strike", "remote-explosive-ied", "armed-clash", "unknown");

    private static readonly Gen<string> OutcomeSlug = Pick("hit", "intercepted", "failed", "unknown");

    private static readonly Gen<string> Group = Pick(
        "us-forces", "us-army", "kataib", "nujaba", "hezbollah-brigades", "militias", "axis", "coalition", "iran");

    private static readonly Gen<Figure?> Figure = Gen.Frequency(
        (3, Gen.Const(default(Figure?))),
        (4, Gen.Int[0, 9].Select(n => (Figure?)Domain.Figure.Exactly(n))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 5], (a, b, c) => (Figure?)new Figure(a, a + b, a + b + c))),
        (1, Gen.Int[1, 40].Select(n => (Figure?)Domain.Figure.AtLeast(n))),
        (1, Gen.Int[1, 9].Select(n => (Figure?)Domain.Figure.AtMost(n))));

    private static readonly Gen<PartyFigures> Party = Gen.Select(
        Gen.Frequency((1, Gen.Const(default(string))), (3, Group.Select(g => (string?)g))), Figure, Figure, (p, k, i) => new PartyFigures(p, k, i));

    private static readonly Gen<GroupMember> Member = Gen.Select(
        Group, Pick(GroupRole.Perpetrator, GroupRole.Target), Pick(Membership.Low, Membership.Low, Membership.Best, Membership.High),
        (g, r, m) => new GroupMember(g, r, m));

    public static readonly Gen<Contribution> Contribution = Gen.Select(
        Gen.Select(
            Gen.Frequency((12, Alternatives(Day, 1)), (3, Alternatives(Day, 3)), (2, Gen.Const(ImmutableArray<Member<DateOnly>>.Empty))),
            Gen.Frequency((6, Alternatives(Leaf, 1)), (2, Alternatives(Leaf, 3))),
            Gen.Frequency((6, Alternatives(Type, 1)), (1, Alternatives(Type, 2))),
            Gen.Frequency((6, Alternatives(OutcomeSlug, 1)), (1, Alternatives(OutcomeSlug, 2)))),
        Member.Array[0, 4],
        Party.Array[0, 3],
        Gen.Select(Gen.Bool, Pick(DayPrecision.Day, DayPrecision.Day, DayPrecision.Month), Pick("a", "b", "c").Array[0, 2]),
        (values, groups, parties, rest) => new Contribution
        {
            Incident = Guid.Empty,
            Revision = 1,
            Days = values.Item1,
            Places = [.. values.Item2.Select(p => new PlaceMember(Parse(p.Value.Leaf), p.Value.Within is null ? null : Parse(p.Value.Within), p.Membership))],
            Types = values.Item3,
            Outcomes = values.Item4,
            Groups = [.. groups.DistinctBy(g => (g.Group, g.Role))],
            Casualties = [.. parties.DistinctBy(p => p.Party)],
            Contested = rest.Item1,
            Precision = rest.Item2,
            Roots = [.. rest.Item3.Distinct().Order()],
        });

    public static readonly Gen<SubjectId> Subject = Pick(
        "base:asad", "base:harir", "base:camp-x", "region:iq", "region:iq-an", "region:sy", "region:middle-east", "region:world",
        "group:us-forces", "group:us-army", "group:militias", "group:kataib", "group:axis", "group:nujaba").Select(Parse);

    public static readonly Gen<TallyBy> By = Gen.OneOf(
        Gen.Const(TallyBy.None), Gen.Enum<TallyBy>());

    /// <summary>Few filters at once, so that many can be answered from cells; some with several.</summary>
    public static Gen<TallyFilter> Filter(SubjectId subject) => Gen.Select(
        Gen.Select(Pick<GroupRole?>(null, GroupRole.Perpetrator, GroupRole.Target), Gen.Frequency((2, Gen.Const(default(DateOnly?))), (3, Day.Select(d => (DateOnly?)d))), Gen.Frequency((2, Gen.Const(default(DateOnly?))), (3, Day.Select(d => (DateOnly?)d)))),
        Gen.Int[0, 9],
        Gen.Select(Type.Array[1, 2], OutcomeSlug.Array[1, 2], Group, Group, Leaf.Array[1, 2]),
        Pick<FigureScope?>(null, null, null, FigureScope.All, FigureScope.Party),
        (window, which, values, figures) => new TallyFilter
        {
            Subject = subject,
            Role = window.Item1,
            From = window.Item2,
            To = window.Item3,
            Types = which is 1 or 6 ? [.. values.Item1] : [],
            Outcomes = which is 2 ? [.. values.Item2] : [],
            Perpetrator = which is 3 ? Generators.Catalogue.Canonical(SubjectId.Group(values.Item3)) : null,
            Target = which is 4 or 6 ? Generators.Catalogue.Canonical(SubjectId.Group(values.Item4)) : null,
            Places = which is 5 && subject.Kind == SubjectKind.Group ? [.. values.Item5.Select(l => Generators.Catalogue.Canonical(Parse(l.Leaf)))] : [],
            Figures = figures,
        });

    /// <summary>One of these.</summary>
    public static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    public static SubjectId Parse(string text) => SubjectId.TryParse(text, out var subject) ? subject : throw new ArgumentException(text);

    /// <summary>One chosen value and others some live claim has; alone it is certain.</summary>
    private static Gen<ImmutableArray<Member<T>>> Alternatives<T>(Gen<T> value, int most) =>
        value.Array[1, most].Select(values =>
        {
            var distinct = values.Distinct().ToArray();
            return distinct.Select((v, i) => new Member<T>(v, distinct.Length == 1 ? Membership.Low : i == 0 ? Membership.Best : Membership.High)).ToImmutableArray();
        });
}
