using Actors.Domain.Catalogue;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Jaysh al-Nukhba", "jaysh-al-nukhba")]
    [InlineData("jaysh-al-nukhba", "jaysh-al-nukhba")]
    [InlineData("Família Terror Amapá", "familia-terror-amapa")]
    [InlineData("Mare' Operations Room", "mare-operations-room")]
    [InlineData("Mare’ Operations Room", "mare-operations-room")]
    [InlineData("  Army of Ahl al-Sunni wal Jamaa , IS ", "army-of-ahl-al-sunni-wal-jamaa-is")]
    [InlineData("U.N. & friends", "un-and-friends")]
    [InlineData("Łódź Şırnak Straße", "lodz-sirnak-strasse")]
    public void Key_IsTheFoldedNameAlone_WhenOnlySpellingWasGivenUp(string name, string key)
    {
        Assert.Equal(key, Slug.Provisional(name));
    }

    [Fact]
    public void Keys_StayApart_WhenLettersOfOtherScriptsAreLost()
    {
        var names = new[] { "Бригада 5", "Отряд 5", "لواء 5", "كتيبة 5", "第5旅", "Brigade 5" };
        var keys = names.Select(Slug.Provisional).ToList();
        Assert.Equal(names.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.True(Slug.IsSlug(key), key));
    }

    [Fact]
    public void Keys_AreTheSame_WhenArabicIsSpelledDifferently()
    {
        Assert.Equal(Slug.Provisional("لواء الأنصار"), Slug.Provisional("لِواء الانصار"));
        Assert.Equal("name-f802f7891f62", Slug.Provisional("لواء الأنصار"));
    }

    [Fact]
    public void Keys_StayApart_WhenNamesDifferInSymbolsOnly()
    {
        var keys = new[] { "C", "C+", "C++", "C±" }.Select(Slug.Provisional).ToList();
        Assert.Equal(4, keys.Distinct().Count());
    }

    [Fact]
    public void Key_IsCutWithAHash_WhenOverAHundredCharacters()
    {
        var name = string.Join(", ", Enumerable.Range(1, 40).Select(i => $"Front number {i}"));
        var key = Slug.Provisional(name);
        Assert.True(Slug.IsSlug(key), key);
        Assert.StartsWith("front-number-1-front-number-2-", key, StringComparison.Ordinal);
        Assert.NotEqual(key, Slug.Provisional(name + ", Front number 41"));
        Assert.Equal(key, Slug.Provisional(key));
        Assert.Equal(new string('a', 100), Slug.Provisional(new string('a', 100)));
        Assert.Equal(100, Slug.Provisional(new string('a', 101)).Length);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("…")]
    [InlineData("+")]
    public void Key_IsAHash_WhenNothingCanBeRead(string name)
    {
        Assert.StartsWith("name-", Slug.Provisional(name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Name_IsRefused_WhenEmpty(string name)
    {
        Assert.Throws<ArgumentException>(() => Slug.Provisional(name));
        Assert.Throws<ArgumentException>(() => Known.BuiltIn.Resolve(SubjectKind.Group, name));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("iq-an", true)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("A", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Slug_IsWordsJoinedByHyphens_AndNothingElse(string? key, bool expected)
    {
        Assert.Equal(expected, Slug.IsSlug(key));
    }

    [Fact]
    public void ProvisionalKey_ResolvesToItself_ForEveryKind()
    {
        foreach (var kind in Enum.GetValues<SubjectKind>())
        {
            foreach (var name in new[] { "Liwa Nobody", "Бригада", new string('x', 300) })
            {
                var first = Known.BuiltIn.Resolve(kind, name);
                Assert.False(first.Known);
                Assert.Equal(first, Known.BuiltIn.Resolve(kind, first.Subject.Key));
                Assert.Equal(first, Known.BuiltIn.Resolve(kind, first.Subject.ToString()));
            }
        }
    }
}
