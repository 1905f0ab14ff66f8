using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Reports;

public sealed class VocabularyTests
{
    [Fact]
    public void EventTypes_HoldSixTypesWith25SubTypes()
    {
        Assert.Equal(6, EventTypes.All.Count(type => type.Parent is null));
        Assert.Equal(25, EventTypes.All.Count(type => type.Parent is not null));
        Assert.All(EventTypes.All, type => Assert.True(type.Parent is null || EventTypes.Find(type.Parent) is { Parent: null }));
        Assert.Equal(31, EventTypes.All.Select(type => type.Slug).Distinct().Count());
    }

    [Theory]
    [InlineData("air-drone-strike", "explosions-remote-violence")]
    [InlineData("shelling-artillery-missile", "explosions-remote-violence")]
    [InlineData("remote-explosive-ied", "explosions-remote-violence")]
    [InlineData("suicide-bomb", "explosions-remote-violence")]
    [InlineData("armed-clash", "battles")]
    [InlineData("attack-on-civilians", "violence-against-civilians")]
    [InlineData("abduction", "violence-against-civilians")]
    [InlineData("grenade", "explosions-remote-violence")]
    [InlineData("chemical-weapon", "explosions-remote-violence")]
    [InlineData("disrupted-weapons-use", "strategic-developments")]
    public void EventTypes_HoldTheNamesOfTheVocabulary(string slug, string parent)
    {
        Assert.Equal(parent, EventTypes.Find(slug)!.Parent);
        Assert.True(EventTypes.IsMoreSpecific(slug, parent));
        Assert.False(EventTypes.IsMoreSpecific(parent, slug));
        Assert.False(EventTypes.IsMoreSpecific(slug, slug));
    }

    [Theory]
    [InlineData("f-15", "aircraft", true)]
    [InlineData("f-15e", "aircraft", true)]
    [InlineData("shahed-136", "armed-drone", true)]
    [InlineData("roadside-bomb", "explosive-device", true)]
    [InlineData("hellfire", "missile", true)]
    [InlineData("aircraft", "f-15", false)]
    [InlineData("f-15", "f-15", false)]
    [InlineData("f-15", "armed-drone", false)]
    [InlineData("trebuchet", "aircraft", false)]
    public void Weapons_KnowWhatIsAKindOfWhat(string specific, string general, bool expected) =>
        Assert.Equal(expected, Weapons.IsMoreSpecific(specific, general));

    [Fact]
    public void Weapons_AreSlugs_UnderRootsThatEnd()
    {
        Assert.Contains("armed-drone", Weapons.All);
        Assert.Contains("small-arms", Weapons.All);
        foreach (var weapon in Weapons.All)
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", weapon);
            var steps = 0;
            for (var at = weapon; Weapons.ParentOf(at) is { } parent; at = parent)
            {
                Assert.Contains(parent, Weapons.All);
                Assert.InRange(++steps, 1, 4);
            }
        }
    }
}
