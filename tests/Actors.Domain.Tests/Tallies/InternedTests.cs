using Actors.Domain.Tallies;

namespace Actors.Domain.Tests.Tallies;

public sealed class InternedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_StandAsPut_AndAreKeptOnce_WhateverIsExchanged(int seed)
    {
        var random = new Random(seed);
        var interned = new Interned<FigureSums>();
        var expected = new FigureSums[300];
        var numbers = new int[expected.Length];
        for (var step = 0; step < 20_000; step++)
        {
            var at = random.Next(expected.Length);
            expected[at] = new FigureSums { KilledBest = random.Next(step < 10_000 ? 500 : 20), InjuredUnknown = random.Next(2) };
            numbers[at] = interned.Exchange(numbers[at], expected[at]);
            if (step % 1_000 == 0)
            {
                Assert.Equal(expected, numbers.Select(number => interned.At(number)));
                Assert.Equal(expected.Distinct().Count(), numbers.Distinct().Count());
            }
        }

        // What is let go makes room: never more numbers than places that can hold one.
        Assert.InRange(numbers.Max(), 1, expected.Length + 1);
    }

    [Fact]
    public void DefaultValue_IsNumberZero()
    {
        var interned = new Interned<FigureSums>();
        var one = interned.Exchange(0, new FigureSums { KilledBest = 1 });
        Assert.NotEqual(0, one);
        Assert.Equal(0, interned.Exchange(one, default));
        Assert.Equal(default, interned.At(0));
    }
}
