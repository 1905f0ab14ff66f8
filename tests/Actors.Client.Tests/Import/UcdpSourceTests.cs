using Actors.Domain;
using Actors.Domain.Reports;
using Actors.Import.Ucdp;

namespace Actors.Import.Tests;

/// <summary>What a row of UCDP's becomes, and every way in which its files are known to differ.</summary>
public sealed class UcdpSourceTests
{
    [Fact]
    public void Row_BecomesAReport_WithIdentityAndRolesAsTheContractSays()
    {
        var report = Rows.One(Rows.Event(id: "412", sideA: "\"Government of Testland, Government of Elsewhere\"", sideB: "Rebels", adm1: "Nīnawá province", where: "near Mosul", lat: "36.34", lon: "43.13", wherePrec: "2"));
        Assert.Matches("^ucdp:21\\.1:412:[0-9a-f]{8}$", report.Id);
        Assert.Equal("412", report.Incident);
        Assert.Equal("ucdp", report.Source);
        Assert.Equal(new DateTimeOffset(2021, 6, 1, 0, 0, 0, TimeSpan.Zero), report.PublishedAt);
        Assert.Equal("Government of Testland, Government of Elsewhere", Assert.Single(report.Perpetrators).Group);
        Assert.Equal("Rebels", Assert.Single(report.Targets));
        Assert.Equal(new Place { Region = "iq-ni", Name = "near Mosul", Lat = 36.34, Lon = 43.13, Precision = PlacePrecision.Near }, report.Place);
        Assert.Equal(new Casualties(null, new Figure(1, 2, 3), null), Assert.Single(report.Casualties));
        Assert.Null(report.Type);
        Assert.Null(report.Quote);
    }

    [Fact]
    public void Row_IsReadBackByTheReaderOfTheApi()
    {
        var report = Rows.One(Rows.Event());
        Assert.Equal(report, Assert.Single(ReportReader.ReadOne(ReportWriter.WriteCanonical(report)).Reports!));
    }

    [Theory]
    [InlineData("5", "3", "8", 3, 5, 8)]
    [InlineData("5", "3", "1", 1, 5, 5)]
    [InlineData("1", "9", "4", 1, 1, 9)]
    [InlineData("0", "0", "0", 0, 0, 0)]
    public void Estimates_KeepBestAndOrderTheRest_WhenOutOfOrder(string best, string high, string low, long l, long b, long h)
    {
        var report = Rows.One(Rows.Event(best: best, high: high, low: low));
        Assert.Equal(new Figure(l, b, h), report.Casualties[0].Killed);
        var inOrder = long.Parse(low) <= b && b <= long.Parse(high);
        Assert.Equal(inOrder ? null : $"As published: best {best}, high {high}, low {low}.", report.Quote);
    }

    [Theory]
    [InlineData("2017-07-31")]
    [InlineData("2017-07-31 00:00:00.000")]
    [InlineData("2017-07-31T00:00:00")]
    [InlineData("31/7/2017")]
    [InlineData("7/31/2017")]
    public void Days_AreRead_InEveryFormatMet(string written) =>
        Assert.Equal(new DateOnly(2017, 7, 31), Rows.One(Rows.Event(start: written, end: "")).Occurred!.From);

    [Theory]
    [InlineData("5/6/2017")]
    [InlineData("31 July")]
    [InlineData("2017-02-30")]
    [InlineData("1789-07-14")]
    public void Days_AreRefused_WhenTheyMayMeanTwoOrNone(string written) =>
        Assert.Equal($"date_start is '{written}', which is no day; write yyyy-MM-dd", Rows.Refusal(Rows.Event(start: written)));

    [Theory]
    [InlineData("1", DayPrecision.Day)]
    [InlineData("2", DayPrecision.Week)]
    [InlineData("3", DayPrecision.Week)]
    [InlineData("4", DayPrecision.Month)]
    [InlineData("5", DayPrecision.Year)]
    public void Precision_FollowsTheCodebook(string code, DayPrecision precision)
    {
        var occurred = Rows.One(Rows.Event(start: "2017-07-01", end: "2017-07-31", datePrec: code)).Occurred;
        Assert.Equal(new Occurrence(new DateOnly(2017, 7, 1), new DateOnly(2017, 7, 31), precision, null), occurred);
    }

    [Theory]
    [InlineData("Yemen (North Yemen)", "", "ye")]
    [InlineData("Iraq", "Al Başrah  province", "iq-ba")]
    [InlineData("Iraq", "Kirkūk province", "iq-ki")]
    [InlineData("Iraq", "At-Ta'mim province", "iq-ki")]
    [InlineData("Israel", "Gaza Strip", "il")]
    [InlineData("Atlantis", "", "Atlantis")]
    public void Places_AreRegions_WithinTheCountryTheDataSetNames(string country, string adm1, string region) =>
        Assert.Equal(region, Rows.One(Rows.Event(country: country, adm1: adm1)).Place!.Region);

    [Fact]
    public void OneSidedViolence_IsAgainstCivilians() =>
        Assert.Equal("violence-against-civilians", Rows.One(Rows.Event(type: "3", sideB: "Civilians")).Type);

    [Fact]
    public void Numbers_MayBeWrittenAsASpreadsheetDoes()
    {
        var report = Rows.One(Rows.Event(id: "7.0", best: "2.0", high: "3.0", low: "1.0", datePrec: "1.0", wherePrec: "1.0", type: "1.0"));
        Assert.Equal("7", report.Incident);
        Assert.Equal(Rows.One(Rows.Event()).Id, report.Id);
    }

    [Fact]
    public void SameRow_HasTheSameId_InAnotherLayout()
    {
        const string Header = "low,high,best,country,side_b,side_a,date_start,id";
        var one = Rows.Ucdp(Header + "\n1,3,2,Iraq,Rebels,Government,2017-07-31 00:00:00.000,7\n");
        var other = Rows.Ucdp("\uFEFFid,date_start,side_a,side_b,country,best,high,low\r\n#id,#date,#actor,#actor,#country,#n,#n,#n\r\n7,2017-07-31,Government,Rebels,Iraq,2,3,1\r\n");
        Assert.Equal(Rows.Report(Assert.Single(one)), Rows.Report(Assert.Single(other)));
    }

    [Fact]
    public void OtherContent_HasAnotherId()
    {
        var one = Rows.One(Rows.Event());
        Assert.NotEqual(one.Id, Rows.One(Rows.Event(best: "3")).Id);
    }

    [Fact]
    public void Cells_MayHoldLineBreaksQuotesAndCommas()
    {
        var report = Rows.One(Rows.Event(where: "\"a \"\"b\"\", c\r\nd\""));
        Assert.Equal("a \"b\", c\r\nd", report.Place!.Name);
    }

    [Fact]
    public void Header_MayBeMissing_InTheLayoutOf49Columns()
    {
        var cells = UcdpLayout.Columns.Select(column => column switch
        {
            "id" => "9",
            "side_a" => "A",
            "side_b" => "B",
            "country" => "Syria",
            "date_start" => "2024-03-02 00:00:00.000",
            "best" => "4",
            "high" => "5",
            "low" => "3",
            _ => "",
        });
        var report = Rows.Report(Assert.Single(Rows.Ucdp(string.Join(',', cells) + "\n")));
        Assert.Equal(("9", "sy", new Figure(3, 4, 5)), (report.Incident, report.Place!.Region, report.Casualties[0].Killed!.Value));
    }

    [Fact]
    public void RepeatedEvent_IsPassedOver_AndWithOtherValuesTheLastRowWins()
    {
        var rows = Rows.Ucdp(string.Join('\n', Rows.UcdpHeader, Rows.Event(best: "2"), Rows.Event(best: "2"), Rows.Event(best: "3"), Rows.Event(best: "2")) + "\n");
        Assert.Equal(["repeats event 7 of an earlier row", "repeats event 7 of an earlier row"], rows.Select(r => r.Skipped).OfType<string>());
        var first = Rows.Report(rows[0]);
        var last = Rows.Report(rows[2]);
        Assert.Equal(first.Incident, last.Incident);
        Assert.True(last.PublishedAt > first.PublishedAt);
    }

    [Theory]
    [InlineData("id", "x7", "id is 'x7', which is no whole number")]
    [InlineData("best", "", "best is blank; it must be a whole number")]
    [InlineData("best", "-1", "best is -1; it must be 0 to 1,000,000,000")]
    [InlineData("best", "2.5", "best is '2.5', which is no whole number")]
    [InlineData("country", "", "country is blank")]
    [InlineData("side_b", "", "side_b is blank")]
    [InlineData("end", "2017-07-30", "date_end 2017-07-30 is before date_start 2017-07-31")]
    [InlineData("lat", "36.1", "latitude and longitude must be stated together or not at all")]
    [InlineData("type", "4", "type_of_violence is 4; it must be 1, 2 or 3")]
    public void Row_IsRefusedWithTheColumn_WhenACellIsWrong(string what, string value, string refusal) =>
        Assert.Equal(refusal, Rows.Refusal(what switch
        {
            "id" => Rows.Event(id: value),
            "best" => Rows.Event(best: value),
            "country" => Rows.Event(country: value),
            "side_b" => Rows.Event(sideB: value),
            "end" => Rows.Event(end: value),
            "lat" => Rows.Event(lat: value),
            _ => Rows.Event(type: value),
        }));

    [Fact]
    public void Row_IsRefused_WhenItHasOtherCellsThanTheHeader_AndTheOthersStand()
    {
        var rows = Rows.Ucdp(string.Join('\n', Rows.UcdpHeader, Rows.Event(), "8,too,short", Rows.Event(id: "9")) + "\n");
        Assert.Equal([null, "has 3 cells where the header has 16 (line 3)", null], rows.Select(r => r.Refusal));
        Assert.Equal([1L, 2L, 3L], rows.Select(r => r.Row));
    }

    [Theory]
    [InlineData("GEDEvent_v25_1.csv", "25.1")]
    [InlineData("ged211-csv.csv", "21.1")]
    [InlineData("GEDEvent_v24_0_3.csv", "24.0.3")]
    [InlineData("GEDEvent_v23_0_12.csv", "23.0.12")]
    [InlineData("events.csv", null)]
    public void Release_IsToldFromTheFileName(string name, string? release) => Assert.Equal(release, UcdpRelease.FromFileName(name));

    [Fact]
    public void Release_IsToldFromTheLastDay_WhenItIsAYearlyOne()
    {
        Assert.Equal("21.1", UcdpRelease.FromLastDay(new DateOnly(2020, 12, 31)));
        Assert.Equal(new DateTimeOffset(2024, 4, 20, 0, 0, 0, TimeSpan.Zero), UcdpRelease.Of("24.0.3").PublishedAt);
        Assert.Contains("--published", Assert.Throws<ImportFormatException>(() => UcdpRelease.Of("draft")).Message, StringComparison.Ordinal);
    }
}
