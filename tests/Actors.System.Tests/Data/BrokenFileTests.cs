using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Documentation;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>Broken files of every kind against a real server: one line that says what is wrong, exit code 2, and nothing recorded; rows that
/// cannot be read, exit code 1, and all others recorded once.</summary>
public sealed class BrokenFileTests
{
    private const string Header = "id,side_a,side_b,country,date_start,best,high,low\n";
    private const string Row = "1,Government of Iraq,IS,Iraq,2020-01-01,1,1,1\n";
    private const string Report = """{"kind":"incident","id":"b:1","source":"desk","publishedAt":"2023-11-09T00:00:00Z","place":{"region":"iq"},"occurred":{"from":"2023-11-09"}}""";

    private static readonly (string Name, byte[] Bytes, string Message)[] Broken =
    [
        ("empty.csv", [], "is empty"),
        ("cut.csv", Bytes(Header + Row + "2,Gov"), "cut off"),
        ("quote.csv", Bytes(Header + "1,\"Gov,IS,Iraq,2020-01-01,1,1,1\n" + Row), "never closed"),
        ("columns.csv", Bytes("id,side_a,country\n1,a,Iraq\n"), "cannot be told"),
        ("latin1.csv", [.. Bytes(Header + Row), .. Encoding.Latin1.GetBytes("2,Fl\u00fcchtlinge,IS,Iraq,2020-01-01,1,1,1\n")], "not UTF-8"),
        ("nothing.csv", Bytes(Header), "no rows"),
        ("cut.csv.gz", Gzip(Header + string.Concat(Enumerable.Range(0, 2_000).Select(i => Row.Replace("1,Gov", $"{i * 7919},Gov", StringComparison.Ordinal))))[..^12], "damaged"),
        ("cut.ndjson", Bytes(Report + "\n" + Report[..^30]), "cut off"),
        ("bundle.json", Bytes("""{"type":"bundle","id":"bundle--1","objects":[{"type":"incident","id":"incident--1","modified":"""), "cut off"),
        ("alert.cap", Bytes("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a"), "no well-formed XML"),
        ("page.html", Bytes("<html/>"), "it is XML, but no CAP alert"),
    ];

    [Fact]
    public async Task File_IsRefusedAsAWhole_AndNothingOfItIsRecorded()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!.ToString();
        foreach (var (name, bytes, message) in Broken)
        {
            var file = folder.File(name);
            await File.WriteAllBytesAsync(file, bytes);
            var import = await ActorsCommand.RunAsync(server, input: null, "import", file);
            Assert.True(import.Code == 2, $"{name}: {import.Code} {import.Output}");
            var said = import.Error.TrimEnd().Split('\n')[^1];
            Assert.StartsWith("actors: ", said, StringComparison.Ordinal);
            Assert.Contains(message, said, StringComparison.Ordinal);
        }

        Assert.Equal(0, await EntriesAsync(host));
    }

    [Fact]
    public async Task Rows_ThatCannotBeRead_AreRefusedByNumber_AndADryRunRecordsNothing()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!.ToString();
        var file = folder.File("some.csv");
        await File.WriteAllTextAsync(file, Header + Row + Row.Replace("1,Gov", "2,Gov", StringComparison.Ordinal).Replace("2020-01-01", "soon", StringComparison.Ordinal) + Row.Replace("1,Gov", "3,Gov", StringComparison.Ordinal));
        var dry = await ActorsCommand.RunAsync(server, input: null, "import", file, "--dry-run", "--json");
        Assert.Equal((1, 2, 1), (dry.Code, dry.Json.GetProperty("recorded").GetInt32(), dry.Json.GetProperty("refused").GetInt32()));
        Assert.Contains("row 2 refused", dry.Error, StringComparison.Ordinal);
        Assert.Equal(0, await EntriesAsync(host));
        var outcomes = folder.File("outcomes.ndjson");
        var import = await ActorsCommand.RunAsync(server, input: null, "import", file, "--outcomes", outcomes);
        Assert.Equal(1, import.Code);
        Assert.Equal(2, await EntriesAsync(host));
        Assert.Equal(["sent", "refused", "sent"], (await File.ReadAllLinesAsync(outcomes)).Select(line => JsonElement.Parse(line).GetProperty("outcome").GetString()));
    }

    [SharedDataFact("data/sigacts/sigacts_iraq.csv.gz")]
    public async Task Table_IsImportedByAMapping_TwiceWithoutADifference()
    {
        const int Lines = 6_000;
        using var folder = new TemporaryFolder();
        var file = folder.File("sigacts.csv");
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(SharedData.PathOf("data/sigacts/sigacts_iraq.csv.gz")), CompressionMode.Decompress)))
        await using (var writer = new StreamWriter(file))
        {
            for (var line = 0; line < Lines && await reader.ReadLineAsync() is { } text; line++)
            {
                await writer.WriteLineAsync(text);
            }
        }

        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!.ToString();
        var mapping = Path.Combine(Repository.Folder, "tests", "Actors.Client.Tests", "Mappings", "sigacts.json");
        var first = await ActorsCommand.RunAsync(server, input: null, "import", file, "--map", mapping, "--json");
        Assert.True(first.Code is 0 or 1, first.Error);
        var recorded = first.Json.GetProperty("recorded").GetInt32();
        Assert.InRange(recorded, Lines / 2, Lines);
        Assert.Equal(first.Json.GetProperty("rows").GetInt32(), recorded + first.Json.GetProperty("refused").GetInt32() + first.Json.GetProperty("skipped").GetInt32());
        await Eventually.BecomesAsync(
            "Iraq has every row that was recorded",
            async () => (await ActorsCommand.RunAsync(server, input: null, "tally", "region:iq", "--json")).Json.GetProperty("incidents").GetInt32(),
            incidents => incidents == recorded,
            TimeSpan.FromSeconds(60));
        var again = await ActorsCommand.RunAsync(server, input: null, "import", file, "--map", mapping, "--json");
        Assert.Equal((0, recorded), (again.Json.GetProperty("recorded").GetInt32(), again.Json.GetProperty("duplicates").GetInt32()));
    }

    private static async Task<int> EntriesAsync(HostProcess host) =>
        JsonElement.Parse((await host.Http.GetStringAsync("v1/reports")).Split('\n')[0]).GetProperty("entries").GetInt32();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Bytes(text));
        }

        return bytes.ToArray();
    }
}
