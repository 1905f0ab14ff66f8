using System.IO.Compression;
using System.Text;
using Actors.Import.Acled;
using Actors.Import.Json;
using Actors.Import.Ucdp;
using Actors.Testing;

namespace Actors.Import.Tests;

/// <summary>A damaged file is found out by the first reading of the whole, before anything of it is sent, and named in one line.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gzip_IsRefused_WhenItsDataIsCutOff()
    {
        var text = new StringBuilder(Rows.UcdpHeader + "\n");
        for (var id = 0; id < 5_000; id++)
        {
            text.Append(Rows.Event(id: $"{id}", where: $"place {id * 7919}")).Append('\n');
        }

        var whole = Gzip(text.ToString());
        Assert.Equal(5_000, Rows.Check(folder, "whole.csv.gz", whole, Ucdp).Reports);
        foreach (var length in new[] { whole.Length - 4, whole.Length - 9, whole.Length / 2, 40 })
        {
            var message = Message("cut.csv.gz", whole[..length], Ucdp);
            Assert.Contains("cut.csv.gz is damaged", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Table_IsRefused_WhenItEndsWithinARow() =>
        Assert.Contains("ends within row 2 (line 3): it has 2 of 16 cells", Message("cut.csv", Rows.UcdpHeader + "\n" + Rows.Event() + "\n8,Gov", Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Table_IsRefused_WhenAQuoteIsNotClosed() =>
        Assert.Contains("line 2 opens a quote that is never closed", Message("quote.csv", Rows.UcdpHeader + "\n7,\"Gov,Rebels\n8,x\n", Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Table_IsRefused_WhenColumnsAreMissing() =>
        Assert.Contains("has no column side_b, date_start, best, high, low", Message("other.csv", "id,side_a,country\n1,a,Iraq\n", Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Table_IsRefused_WhenItHasNoHeaderAndAnUnknownLayout() =>
        Assert.Contains("has no header and 3 columns", Message("bare.csv", "1,a,Iraq\n", Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Table_IsRefused_WhenAColumnIsNamedTwice() =>
        Assert.Contains("names the column 'ID' twice", Message("twice.csv", "id,side_a,ID\n", Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Table_IsRefused_WhenItIsNotUtf8() =>
        Assert.Contains("are not UTF-8", Message("latin.csv", [.. Encoding.UTF8.GetBytes(Rows.UcdpHeader + "\n"), .. Encoding.Latin1.GetBytes(Rows.Event(where: "Nīnawá")).Append((byte)0xE9)], Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Table_IsRefused_WhenNoRowCanBeRead() =>
        Assert.Contains("no row that is a report; row 1: best is blank", Message("bad.csv", Rows.UcdpHeader + "\n" + Rows.Event(best: "") + "\n", Ucdp), StringComparison.Ordinal);

    [Fact]
    public void Json_IsRefused_WhenItEndsWithinAnObject() =>
        Assert.Contains("ends within an object", Message("cut.json", "{\"data\":[{\"event_id_cnty\":\"IRQ1\",", file => new AcledSource(Rows.Names, file.Path)), StringComparison.Ordinal);

    [Fact]
    public void Lines_AreRefused_WhenTheLastIsCutOff() =>
        Assert.Contains("ends within line 2", Message("cut.ndjson", "{\"kind\":\"retraction\",\"id\":\"a\",\"source\":\"s\",\"publishedAt\":\"2023-11-09T00:00:00Z\",\"retracts\":\"b\",\"reason\":\"r\"}\n{\"kind\":\"inci", file => new ReportLines(file.Path)), StringComparison.Ordinal);

    [Fact]
    public void Archive_IsRefused_WhenItHoldsSeveralFiles()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var name in new[] { "a.csv", "b.csv" })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write("id\n"u8);
            }
        }

        Assert.Contains("holds 2 files", Message("two.zip", bytes.ToArray(), Ucdp), StringComparison.Ordinal);
    }

    [Fact]
    public void File_IsRefused_WhenItIsNotThereOrEmpty()
    {
        Assert.StartsWith("There is no file ", Assert.Throws<ImportFormatException>(() => new ImportFile(folder.File("none.csv"))).Message, StringComparison.Ordinal);
        Assert.EndsWith("empty.csv is empty.", Message("empty.csv", "", Ucdp), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "its columns are those of no known data set (a, b)")]
    [InlineData("<html/>", "it is XML, but no CAP alert")]
    public void Format_IsNotGuessed_WhenNothingFits(string text, string why)
    {
        File.WriteAllText(folder.File("what.txt"), text);
        Assert.Contains(why, Assert.Throws<ImportFormatException>(() => FormatDetector.Detect(new ImportFile(folder.File("what.txt")))).Message, StringComparison.Ordinal);
    }

    private static UcdpSource Ucdp(ImportFile file) => new(UcdpRelease.Of("21.1"), Rows.Names, file.Path);

    private string Message(string name, string text, Func<ImportFile, IReportSource> source) => Message(name, Encoding.UTF8.GetBytes(text), source);

    private string Message(string name, byte[] bytes, Func<ImportFile, IReportSource> source) =>
        Assert.Throws<ImportFormatException>(() => Rows.Check(folder, name, bytes, source)).Message;

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
