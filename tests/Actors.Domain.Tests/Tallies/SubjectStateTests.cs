using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

public sealed class SubjectStateTests
{
    [Fact]
    public void TryAnswer_EqualsTheFoldOfTheSameContributions_ForRandomFilters()
    {
        var answered = 0;
        var asked = 0;
        Gen.Select(Generators.Subject, Generators.Contribution.Array[0, 30])
            .SelectMany(x => Gen.Select(Gen.Const(x), Generators.Filter(x.Item1).Array[12], Generators.By.Array[12]))
            .Sample(
                (x, filters, bys) =>
                {
                    var (subject, raw) = x;
                    var contributions = Numbered(raw);
                    var state = Folded(subject, contributions);
                    for (var i = 0; i < filters.Length; i++)
                    {
                        Interlocked.Increment(ref asked);
                        if (state.TryAnswer(filters[i], bys[i], Generators.Catalogue) is { } answer)
                        {
                            Interlocked.Increment(ref answered);
                            var expected = TallyFold.Of(contributions, filters[i], bys[i], Generators.Catalogue);
                            Assert.Equal(Show(expected), Show(answer));
                        }
                    }
                },
                iter: 3_000);
        Assert.True(answered > asked / 2, $"only {answered} of {asked} questions were answered from cells");
    }

    [Fact]
    public void TryAnswer_ByTheTarget_EqualsTheRegionsOwnFold()
    {
        Gen.Select(
                Generators.Pick("region:iq", "region:sy", "base:asad", "base:camp-x", "region:world").Select(Generators.Parse),
                Generators.Pick("group:us-forces", "group:militias", "group:axis").Select(Generators.Parse),
                Generators.Contribution.Array[0, 30])
            .SelectMany(x => Gen.Select(Gen.Const(x), Generators.Filter(x.Item1), Generators.Pick(TallyBy.None, TallyBy.Day, TallyBy.Week, TallyBy.Month, TallyBy.Place)))
            .Sample(
                (x, filter, by) =>
                {
                    var (region, group, raw) = x;
                    var contributions = Numbered(raw);
                    var asked = filter with { Types = [], Outcomes = [], Perpetrator = null, Target = group };
                    var answer = Folded(group, contributions).TryAnswer(asked, by, Generators.Catalogue);
                    Assert.Equal(Show(TallyFold.Of(contributions, asked, by, Generators.Catalogue)), Show(answer));
                },
                iter: 3_000);
    }

    internal static Contribution[] Numbered(Contribution[] raw) =>
        [.. raw.Select((c, i) => c with { Incident = new Guid(i + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]) })];

    internal static SubjectState Folded(SubjectId subject, Contribution[] contributions)
    {
        var state = new SubjectState(subject);
        for (var i = 0; i < contributions.Length; i++)
        {
            var effects = new EntryEffects { Changes = [new IncidentChange(contributions[i].Incident, null, contributions[i])] };
            Assert.True(state.Apply(0, i + 1, effects, Generators.Catalogue));
        }

        return state;
    }

    internal static string Show(TallyResult? result) => result is null ? "none" : $"{result} {string.Join("; ", result.Breakdown)}";
}
