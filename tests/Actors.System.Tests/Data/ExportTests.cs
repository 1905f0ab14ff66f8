using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Actors.Client;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>Export from one system and import into an empty one: identical incidents, revisions, tallies and decisions, whatever was done to them.</summary>
public sealed partial class ExportTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Import_OfAnExport_IsIdentity(string partitions)
    {
        using var folder = new TemporaryFolder();
        await using var first = await HostProcess.StartAsync(Directory.CreateDirectory(folder.File("first")).FullName, environment: null, "--sample");
        await first.SaysAsync("Look next");
        await EventfulHistory.RecordAsync(first.Http);
        var file = folder.File("export.ndjson");
        var export = await ActorsCommand.RunAsync(first.Http.BaseAddress!.ToString(), input: null, "export", "--out", file);
        Assert.True(export.Code == 0, export.Error);
        var entries = File.ReadLines(file).Select(line => JsonElement.Parse(line).GetProperty("entry").GetString()).ToList();
        Assert.Subset(entries.ToHashSet(), new HashSet<string?> { "header", "report", "merge", "split", "apart", "attach", "catalogue", "policy", "end" });
        Assert.Contains(File.ReadLines(file), line => line.Contains("\"alias\":", StringComparison.Ordinal));
        Assert.Contains(File.ReadLines(file), line => line.Contains("\"matched\":", StringComparison.Ordinal) && !line.Contains("\"alias\":", StringComparison.Ordinal));

        await using var second = await HostProcess.StartAsync(Directory.CreateDirectory(folder.File("second")).FullName, environment: null, "--partitions", partitions, "--clock", "2023-11-09T22:00:00+03:00");
        var import = await ImportAsync(second, file);
        Assert.Equal((entries.Count - 2, 0, 0), (Number(import, "recorded"), Number(import, "duplicates"), Number(import, "refused")));
        await AssertSameAsync(first.Http, second.Http);
        await second.Http.VerifyAsync("after the import of an export");

        var again = await ImportAsync(second, file);
        Assert.Equal((0, entries.Count - 2, 0), (Number(again, "recorded"), Number(again, "duplicates"), Number(again, "refused")));
        await AssertSameAsync(first.Http, second.Http);

        // Into the system it came from it says nothing new either.
        var home = await ImportAsync(first, file);
        Assert.Equal((0, entries.Count - 2, 0), (Number(home, "recorded"), Number(home, "duplicates"), Number(home, "refused")));

        // What the second system exports is what the first did, but for where it stands now.
        var copy = folder.File("copy.ndjson");
        Assert.Equal(0, (await ActorsCommand.RunAsync(second.Http.BaseAddress!.ToString(), input: null, "export", "--out", copy)).Code);
        Assert.Equal(Content(file), Content(copy));
    }

    [Fact]
    public async Task Import_OfAnExportThatWasCutOff_IsRefusedAsAWhole()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(Directory.CreateDirectory(folder.File("host")).FullName, environment: null, "--sample");
        await host.SaysAsync("Look next");
        var server = host.Http.BaseAddress!.ToString();
        var file = folder.File("export.ndjson");
        Assert.Equal(0, (await ActorsCommand.RunAsync(server, input: null, "export", "--out", file)).Code);
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, lines[..^1]);
        var import = await ActorsCommand.RunAsync(server, input: null, "import", file);
        Assert.Equal(2, import.Code);
        Assert.Contains("without its end", import.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..^1])[..^20]);
        Assert.Contains("cut off", (await ActorsCommand.RunAsync(server, input: null, "import", file)).Error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ImportAsync(HostProcess host, string file)
    {
        var import = await ActorsCommand.RunAsync(host.Http.BaseAddress!.ToString(), input: null, "import", file, "--json");
        Assert.True(import.Code == 0, import.Error + import.Output);
        return import.Json;
    }

    private static async Task AssertSameAsync(HttpClient first, HttpClient second)
    {
        using var a = new ActorsClient(first, new ActorsClientOptions());
        using var b = new ActorsClient(second, new ActorsClientOptions());
        var incidents = await IncidentsAsync(a);
        Assert.Equal(incidents.Order(), (await IncidentsAsync(b)).Order());
        foreach (var id in incidents.Select(i => i.Split(' ')[0]))
        {
            Assert.Equal(await PlainAsync(first, $"v1/incidents/{id}"), await PlainAsync(second, $"v1/incidents/{id}"));
        }

        foreach (var kind in new[] { "bases", "regions", "groups" })
        {
            var subjects = (await a.ListSubjectsAsync(kind, limit: 500)).Items.Select(i => i.Subject).ToList();
            Assert.Equal(subjects, (await b.ListSubjectsAsync(kind, limit: 500)).Items.Select(i => i.Subject));
            foreach (var subject in subjects)
            {
                foreach (var by in new[] { "day", "type", "outcome", "perpetrator", "target", "place" })
                {
                    var path = ActorsClient.SubjectPath(subject).TrimStart('/') + "/tally?by=" + by;
                    var expected = await PlainAsync(first, path);
                    await Eventually.BecomesAsync($"{path} is {expected}", () => PlainAsync(second, path), tally => tally == expected);
                }
            }
        }
    }

    private static async Task<List<string>> IncidentsAsync(ActorsClient client)
    {
        var items = new List<string>();
        await foreach (var item in client.AllIncidentsAsync(new IncidentQuery()))
        {
            items.Add($"{item.Id} revision {item.Revision}");
        }

        return items;
    }

    /// <summary>An answer without what is of one system only: positions, and the times at which it recorded and decided.</summary>
    private static async Task<string> PlainAsync(HttpClient http, string path)
    {
        var answer = JsonNode.Parse(await http.GetStringAsync(path))!;
        Strip(answer);
        return Position().Replace(answer.ToJsonString(), "\"position\"");
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var name in new[] { "positions", "position", "asOf", "recordedAt", "firstRecordedAt", "incidentsLink", "at" })
            {
                json.Remove(name);
            }

            foreach (var (_, value) in json)
            {
                Strip(value);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Strip(item);
            }
        }
    }

    /// <summary>The entries of an export without where they stand, in the order of the time they were first recorded.</summary>
    private static List<string> Content(string file) =>
    [
        .. File.ReadLines(file).Select(line => JsonNode.Parse(line)!.AsObject()).Where(line => (string?)line["entry"] is not ("header" or "end")).Select(line =>
        {
            line.Remove("at");
            line.Remove("recordedAt");
            (line["recorded"] as JsonObject)?.Remove("firstRecordedAt");
            return line.ToJsonString();
        }).Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("\"[0-9]+:[0-9]+\"")]
    private static partial Regex Position();

    private static long Number(JsonElement cell, string name) => cell.GetProperty(name).GetInt64();
}
