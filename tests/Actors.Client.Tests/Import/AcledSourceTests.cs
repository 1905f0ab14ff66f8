using Actors.Domain;
using Actors.Domain.Reports;
using Actors.Import.Acled;

namespace Actors.Import.Tests;

/// <summary>ACLED's layouts, on invented rows.</summary>
public sealed class AcledSourceTests
{
    private const string Header = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,admin1,location,latitude,longitude,geo_precision,notes,fatalities,timestamp";

    [Fact]
    public void Row_BecomesAReport_WithTheLowestEstimateAsALowerBound()
    {
        var report = One("TST1,16 May 2025,2,Explosions/Remote violence,Air/drone strike,Blue,Red,Iraq,Ninewa,Mosul,36.3,43.1,2,\"Words,\nmore\",4,1747400000");
        Assert.Equal(("acled:TST1:1747400000", "TST1", "air-drone-strike", "iq-ni"), (report.Id, report.Incident, report.Type, report.Place!.Region));
        Assert.Equal(new Occurrence(new DateOnly(2025, 5, 16), new DateOnly(2025, 5, 16), DayPrecision.Week, null), report.Occurred);
        Assert.Equal(new Casualties(null, Figure.AtLeast(4), null), Assert.Single(report.Casualties));
        Assert.Equal("Words,\nmore", report.Quote);
    }

    [Fact]
    public void NoFatalities_AreNotStated_BecauseTheyMayBeUnknown() =>
        Assert.Empty(One("TST1,2025-05-16,1,Battles,Armed clash,Blue,Red,Iraq,,,,,,,0,1747400000").Casualties);

    [Fact]
    public void DisruptedWeapons_AreIntercepted_WhenTheNotesSaySo()
    {
        Assert.Equal(Outcome.Intercepted, One("TST1,2025-05-16,1,Strategic developments,Disrupted weapons use,Blue,,Iraq,,,,,,Two drones were shot down.,0,1").Outcome);
        Assert.Null(One("TST1,2025-05-16,1,Strategic developments,Disrupted weapons use,Blue,,Iraq,,,,,,A cache was found.,0,1").Outcome);
    }

    [Theory]
    [InlineData("7-Feb-25", "2025-02-07")]
    [InlineData("30-Sept-24", "2024-09-30")]
    [InlineData("30-09-2024", "2024-09-30")]
    public void Days_AreReadInEveryFormatMet(string written, string day) =>
        Assert.Equal(DateOnly.Parse(day), One($"T,{written},1,Battles,Armed clash,A,B,Iraq,,,,,,,0,1").Occurred!.From);

    [Fact]
    public void Days_AreRefused_WhenDayAndMonthMayBeSwapped() =>
        Assert.Contains("which is no day, or may be two", Assert.Single(Read("T,05-06-2024,1,Battles,Armed clash,A,B,Iraq,,,,,,,0,1")).Refusal!, StringComparison.Ordinal);

    [Fact]
    public void EventOfSeveralActors_CountsOnce_InTheMonadicExport()
    {
        var rows = Read("T,2025-05-16,1,Battles,Armed clash,A,B,Iraq,,,,,,,0,1", "T,2025-05-16,1,Battles,Armed clash,B,A,Iraq,,,,,,,0,1");
        Assert.Equal([null, "repeats event T of an earlier row"], rows.Select(r => r.Skipped));
    }

    [Theory]
    [InlineData("{\"status\":200,\"data\":[{0},{0}]}")]
    [InlineData("[{0},{0}]")]
    public void Json_IsReadAsTheApiAnswersIt(string answer)
    {
        const string Event = "{\"event_id_cnty\":\"T\",\"event_date\":\"2025-05-16\",\"sub_event_type\":\"Grenade\",\"actor1\":\"A {x}\",\"country\":\"Syria\",\"fatalities\":\"2\",\"timestamp\":17}";
        var rows = Rows.Read(Source(), answer.Replace("{0}", Event, StringComparison.Ordinal));
        Assert.Equal(2, rows.Count);
        Assert.Equal(("acled:T:17", "grenade"), (Rows.Report(rows[0]).Id, Rows.Report(rows[0]).Type));
        Assert.NotNull(rows[1].Skipped);
    }

    [Fact]
    public void Deletions_AreRetractionsOfTheReportsOnTheEvent()
    {
        var deletion = Assert.Single(AcledDeletions.Read(new MemoryStream("event_id_cnty,deleted_timestamp\nTST1,1747400000\n"u8.ToArray()), "deleted.csv"));
        var retraction = deletion.Retract("acled:TST1:17");
        Assert.Equal(("acled:TST1:17", "acled:deleted:1747400000:acled:TST1:17"), (retraction.Retracts, retraction.Id));
        Assert.Throws<ImportFormatException>(() => AcledDeletions.Read(new MemoryStream("event_id_cnty,deleted_timestamp\nTST1,soon\n"u8.ToArray()), "d").ToList());
    }

    private static AcledSource Source() => new(Rows.Names, "test.csv");

    private static List<ImportedRow> Read(params string[] rows) => Rows.Read(Source(), Header + "\n" + string.Join('\n', rows) + "\n");

    private static IncidentReport One(string row) => Rows.Report(Assert.Single(Read(row)));
}
