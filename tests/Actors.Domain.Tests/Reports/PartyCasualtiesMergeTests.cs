using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Reports;

public sealed class PartyCasualtiesMergeTests
{
    [Fact]
    public void Party_IsStatedOnce_WhenTwoOfItsNamesWere()
    {
        var merged = PartyCasualtiesMerge.OnePerParty(
        [
            new Casualties("us-forces", Figure.Exactly(2), null),
            new Casualties("isis", Figure.Exactly(9), Figure.Exactly(1)),
            new Casualties("us-forces", Figure.Exactly(3), Figure.AtLeast(4)),
            new Casualties(null, Figure.Exactly(20), null),
        ]);

        Assert.Equal(
            [
                new Casualties("us-forces", new Figure(3, 5, 5), Figure.AtLeast(4)),
                new Casualties("isis", Figure.Exactly(9), Figure.Exactly(1)),
                new Casualties(null, Figure.Exactly(20), null),
            ],
            merged.AsEnumerable());
    }

    [Fact]
    public void Figure_CountsOnce_WhenBothNamesHaveTheSame() => Assert.Equal(
        [new Casualties("us-forces", Figure.Exactly(2), Figure.AtMost(3))],
        PartyCasualtiesMerge.OnePerParty([new Casualties("us-forces", Figure.Exactly(2), null), new Casualties("us-forces", Figure.Exactly(2), Figure.AtMost(3))]).AsEnumerable());

    [Fact]
    public void Sum_HasNoUpperBound_WhenAPartHasNone() => Assert.Equal(
        new Figure(40, 42, null),
        PartyCasualtiesMerge.OnePerParty([new Casualties("us-forces", Figure.AtLeast(40), null), new Casualties("us-forces", Figure.Exactly(2), null)])[0].Killed);
}
