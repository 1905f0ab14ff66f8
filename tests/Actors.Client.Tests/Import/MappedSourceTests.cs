using Actors.Domain.Reports;
using Actors.Import.Gdelt;
using Actors.Import.Mapped;
using Actors.Testing;

namespace Actors.Import.Tests;

/// <summary>Tables of one's own by a mapping, and GDELT's event table.</summary>
public sealed class MappedSourceTests
{
    private const string Sigacts = "data/sigacts/sigacts_iraq.csv.gz";

    private static TableMapping Mapping => new()
    {
        Id = "desk:{hash}",
        Source = "desk",
        PublishedAt = "2020-01-01",
        Day = "{when}",
        DayFormats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"],
        Region = "iq",
        Type = "{what}",
        Killed = "{dead}",
        Skip = new Dictionary<string, IReadOnlyList<string>> { ["when"] = ["", "time"] },
        Values = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["type"] = new Dictionary<string, string> { ["IED"] = "remote-explosive-ied", ["?"] = "" },
        },
    };

    [Fact]
    public void Row_IsReadAsTheMappingSays()
    {
        var rows = Read("when,what,dead\n2004-01-01 00:20:00,IED,2\n,IED,1\n2004-01-02,?,\n");
        var report = Rows.Report(rows[0]);
        Assert.Equal(("remote-explosive-ied", new DateOnly(2004, 1, 1), 2L), (report.Type, report.Occurred!.From, report.Casualties[0].Killed!.Value.Best));
        Assert.Equal("when is ''", rows[1].Skipped);
        Assert.Null(Rows.Report(rows[2]).Type);
        Assert.Empty(Rows.Report(rows[2]).Casualties);
    }

    [Theory]
    [InlineData("2004-01-01,Rock,1", "type 'Rock' is not in the mapping's values")]
    [InlineData("01/02/04,IED,1", "day is '01/02/04', which is not written yyyy-MM-dd or yyyy-MM-dd HH:mm:ss")]
    [InlineData("2004-01-01,IED,two", "killed is 'two', which is no whole number")]
    public void Row_IsRefusedWithTheField_WhenACellIsWrong(string row, string refusal) =>
        Assert.Equal(refusal, Assert.Single(Read("when,what,dead\n" + row + "\n")).Refusal);

    [Fact]
    public void Mapping_IsRefused_WhenItNamesAColumnTheTableLacks() =>
        Assert.Contains("'dead', which test.csv does not have", Assert.Throws<ImportFormatException>(() => Read("when,what\n2004-01-01,IED\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Mapping_IsRefused_WhenItSaysSomethingUnknown()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("m.json"), "{\"id\":\"a\",\"source\":\"s\",\"publishedAt\":\"2020-01-01\",\"day\":\"{d}\",\"kiled\":\"{k}\"}");
        Assert.Contains("kiled", Assert.Throws<ImportFormatException>(() => TableMapping.Load(folder.File("m.json"))).Message, StringComparison.Ordinal);
    }

    [SharedDataFact(Sigacts)]
    public void Sigacts_AreReadByTheMappingOfTheRepository_RowForRow()
    {
        var mapping = TableMapping.Load(Path.Combine(AppContext.BaseDirectory, "Mappings", "sigacts.json"));
        var source = new MappedSource(mapping, Sigacts);
        long reports = 0, skipped = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var types = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in source.Read(new ImportFile(SharedData.PathOf(Sigacts)).Open()))
        {
            Assert.Null(row.Refusal);
            if (row.Report is IncidentReport report)
            {
                reports++;
                Assert.True(ids.Add(report.Id), report.Id);
                types[report.Weapon ?? ""] = types.GetValueOrDefault(report.Weapon ?? "") + 1;
            }
            else
            {
                skipped++;
            }
        }

        // The oracle's counts: 162,852 rows, of which 4,826 are page headers with a blank time.
        Assert.Equal((158_026L, 4_826L), (reports, skipped));
        Assert.Equal(15_773L, types["mortar"]);
    }

    [Fact]
    public void Gdelt_IsReadAsReportsThatCannotBeJudged()
    {
        var cells = new string[61];
        Array.Fill(cells, "");
        (cells[0], cells[1], cells[6], cells[16], cells[26], cells[28]) = ("99", "20231109", "MILITIA", "UNITED STATES", "195", "19");
        (cells[52], cells[56], cells[57], cells[59], cells[60]) = ("Erbil, Arbil, Iraq", "36.2", "44.0", "20231109184500", "https://example.org/a");
        var attack = string.Join('\t', cells);
        cells[28] = "04";
        var rows = Rows.Read(new GdeltSource(Rows.Names, "test.csv"), attack + "\n" + string.Join('\t', cells) + "\n");
        var report = Rows.Report(rows[0]);
        Assert.Equal(("gdelt:99", 6, "iq", "air-drone-strike", (string?)null), (report.Id, report.Credibility, report.Place!.Region, report.Type, report.Incident));
        Assert.NotNull(rows[1].Skipped);
        Assert.Contains("not 61", Assert.Throws<ImportFormatException>(() => Rows.Read(new GdeltSource(Rows.Names, "x"), "a\tb\n")).Message, StringComparison.Ordinal);
    }

    private static List<ImportedRow> Read(string text) => Rows.Read(new MappedSource(Mapping, "test.csv"), text);
}
