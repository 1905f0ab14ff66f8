using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

public sealed class SubjectStateOrderTests
{
    [Fact]
    public void Apply_GivesTheSameState_WhateverTheInterleavingAndRepetition()
    {
        Gen.Select(Generators.Subject, History.Gen(40), Gen.Int[0, 1000].Array[1, 40]).Sample(
            (subject, history, choices) =>
            {
                var shuffled = new SubjectState(subject);
                foreach (var entry in History.Shuffled(history, choices))
                {
                    shuffled.Apply(entry.Partition, entry.Position, entry.Effects, Generators.Catalogue);
                }

                Assert.Equal(Folded(subject, history.Entries).Fingerprint(), shuffled.Fingerprint());
                Assert.Equal(SubjectStateTests.Folded(subject, [.. history.Current]).Fingerprint(), shuffled.Fingerprint());
            },
            iter: 1_000);
    }

    [Fact]
    public void Apply_ThenRevert_IsIdentity()
    {
        Gen.Select(Generators.Subject, History.Gen(20), Generators.Contribution, Generators.Contribution).Sample(
            (subject, history, first, second) =>
            {
                var state = Folded(subject, history.Entries);
                var before = state.Fingerprint();
                var incident = new Guid(99, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
                var a = first with { Incident = incident };
                var b = second with { Incident = incident, Revision = 2 };
                Assert.True(state.Apply(9, 1, Changing(incident, null, a), Generators.Catalogue));
                Assert.True(state.Apply(9, 2, Changing(incident, a, b), Generators.Catalogue));
                Assert.True(state.Apply(9, 3, Changing(incident, b, null), Generators.Catalogue));
                Assert.Equal(before, state.Fingerprint());
            },
            iter: 1_000);
    }

    [Fact]
    public void Apply_ChangesNothing_AtOrBelowTheWatermark()
    {
        var contribution = Example.Attack();
        var state = new SubjectState(SubjectId.Region("iq"));
        Assert.True(state.Apply(0, 5, Changing(contribution.Incident, null, contribution), Generators.Catalogue));
        Assert.False(state.Apply(0, 5, Changing(contribution.Incident, null, contribution), Generators.Catalogue));
        Assert.False(state.Apply(0, 4, Changing(contribution.Incident, null, contribution), Generators.Catalogue));
        Assert.Equal(1, state.TryAnswer(new TallyFilter { Subject = state.Subject }, TallyBy.None, Generators.Catalogue)!.Incidents);
        state.AdvanceTo(0, 9);
        Assert.Equal(9, state.Watermark(0));
        state.AdvanceTo(0, 7);
        Assert.Equal(9, state.Watermark(0));
    }

    /// <summary>More types and targets than are told apart: which of them are hangs on the order they came in.</summary>
    [Theory]
    [InlineData("region:iq")]
    [InlineData("group:us-forces")]
    public void Fingerprint_IsTheSame_WhicheverValuesOfADimensionWereToldApart(string subject)
    {
        Assert.True(SubjectId.TryParse(subject, out var id));
        var forwards = Folded(Enumerable.Range(1, 2_100));
        var backwards = Folded(Enumerable.Range(1, 2_100).Reverse());
        Assert.Equal(forwards.Fingerprint(), backwards.Fingerprint());

        backwards.Apply(0, 3_000, Changing(Target(7).Incident, Target(7), Target(7) with { Casualties = [new PartyFigures("us-forces", Figure.Exactly(1), null)] }), Generators.Catalogue);
        Assert.NotEqual(forwards.Fingerprint(), backwards.Fingerprint());

        SubjectState Folded(IEnumerable<int> numbers)
        {
            var state = new SubjectState(id);
            foreach (var (index, number) in numbers.Index())
            {
                state.Apply(0, index + 1, Changing(Target(number).Incident, null, Target(number)), Generators.Catalogue);
            }

            return state;
        }

        static Contribution Target(int number) => Example.Attack(number) with
        {
            Days = [new Member<DateOnly>(Example.Thursday.AddDays(number % 3), Membership.Low)],
            Types = Example.One($"type-{number}"),
            Groups = [.. Example.Attack().Groups, new GroupMember($"target-{number}", GroupRole.Target, Membership.Low)],
        };
    }

    internal static EntryEffects Changing(Guid incident, Contribution? before, Contribution? after) =>
        new() { Changes = [new IncidentChange(incident, before, after)] };

    internal static SubjectState Folded(SubjectId subject, IEnumerable<HistoryEntry> entries)
    {
        var state = new SubjectState(subject);
        foreach (var entry in entries)
        {
            Assert.True(state.Apply(entry.Partition, entry.Position, entry.Effects, Generators.Catalogue));
        }

        return state;
    }
}
