using Actors.Domain.Catalogue;
using Known = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Catalogues;

public sealed class RegionNamesTests
{
    private static readonly RegionNames Names = new(Known.BuiltIn);

    [Theory]
    [InlineData("Yemen (North Yemen)", "ye")]
    [InlineData("DR Congo (Zaire)", "cd")]
    [InlineData("Congo", "cg")]
    [InlineData("Russia (Soviet Union)", "ru")]
    [InlineData("Bosnia-Herzegovina", "ba")]
    [InlineData("Serbia (Yugoslavia)", "rs")]
    [InlineData("Cambodia (Kampuchea)", "kh")]
    [InlineData("Myanmar (Burma)", "mm")]
    [InlineData("Kingdom of eSwatini (Swaziland)", "sz")]
    [InlineData("Madagascar (Malagasy)", "mg")]
    [InlineData("Zimbabwe (Rhodesia)", "zw")]
    [InlineData("Macedonia, FYR", "mk")]
    [InlineData("Ivory Coast", "ci")]
    [InlineData("Côte d’Ivoire", "ci")]
    [InlineData("United States of America", "us")]
    [InlineData("iq", "iq")]
    [InlineData("IRQ", "iq")]
    [InlineData("Georgia", "ge")]
    [InlineData("Kosovo", "xk")]
    public void Country_IsFound_ByEveryNameInUse(string name, string key)
    {
        Assert.Equal(key, Names.FindCountry(name)?.Key);
    }

    [Theory]
    [InlineData(368, "iq")]
    [InlineData(4, "af")]
    [InlineData(840, "us")]
    public void Country_IsFound_ByItsNumber(int numeric, string key)
    {
        Assert.Equal(key, Names.FindCountry(numeric)?.Key);
    }

    [Theory]
    [InlineData("Atlantis")]
    [InlineData("iq-an")]
    [InlineData("middle-east")]
    [InlineData("")]
    public void Country_IsNull_WhenNoCountryIsCalledSo(string name)
    {
        Assert.Null(Names.FindCountry(name));
        Assert.Null(Names.FindCountry(1000));
        Assert.Null(Names.FindSubdivision(name, "Ninawa"));
    }

    [Theory]
    [InlineData("Iraq", "Kirkūk province", "iq-ki")]
    [InlineData("Iraq", "At-Ta'mim province", "iq-ki")]
    [InlineData("Iraq", "Al Başrah  province", "iq-ba")]
    [InlineData("Iraq", "Ninawa", "iq-ni")]
    [InlineData("Iraq", "Ninewa Governorate", "iq-ni")]
    [InlineData("Iraq", "محافظة نينوى", "iq-ni")]
    [InlineData("Iraq", "Salah al-Din", "iq-sd")]
    [InlineData("Iraq", "Thi-Qar", "iq-dq")]
    [InlineData("Syria", "Deir ez Zor", "sy-dy")]
    [InlineData("Syria", "Rural Damascus", "sy-rd")]
    [InlineData("Syria", "Damascus Governorate", "sy-di")]
    [InlineData("Syria", "As-Sweida", "sy-su")]
    [InlineData("Jordan", "Al Mafraq", "jo-ma")]
    [InlineData("Ukraine", "Kyiv oblast", "ua-32")]
    [InlineData("Ukraine", "Kyiv", "ua-30")]
    [InlineData("Mexico", "Baja California state", "mx-bcn")]
    [InlineData("Mexico", "Baja California Sur state", "mx-bcs")]
    public void Subdivision_IsFound_WithoutOrWithItsKind(string country, string adm1, string key)
    {
        Assert.Equal(key, Names.FindSubdivision(country, adm1)?.Key);
    }

    [Theory]
    [InlineData("Israel", "Gaza Strip")]
    [InlineData("Iraq", "Aleppo Governorate")]
    [InlineData("Iraq", "province")]
    [InlineData("Iraq", "")]
    public void Subdivision_IsNull_WhenTheCountryHasNone(string country, string adm1)
    {
        Assert.Null(Names.FindSubdivision(country, adm1));
    }

    [Fact]
    public void Unmapped_ListsEachOnceInOrder_WithoutBlanks()
    {
        var pairs = new[] { ("Kenya", "Western province"), ("Iraq", ""), ("Iraq", "Ninawa"), ("Israel", "West Bank"), ("Kenya", "Western province") };
        Assert.Equal([("Israel", "West Bank"), ("Kenya", "Western province")], Names.Unmapped(pairs).ToArray());
    }
}
