using System.Text.Json;
using Actors.Testing;
using Parquet;

namespace Actors.System.Tests.Commands;

/// <summary>What <c>actors export</c> writes, in every format, against a real server with the first news day.</summary>
public sealed class ExportCommandTests(SampleHost host) : IClassFixture<SampleHost>
{
    [Fact]
    public async Task Csv_HasARowForEveryIncident()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("incidents.csv");
        Assert.Equal(0, (await RunAsync("export", "--format", "csv", "--out", file)).Code);
        var rows = await File.ReadAllLinesAsync(file);
        Assert.StartsWith("id,day,last_day,place,", rows[0], StringComparison.Ordinal);
        Assert.Equal(await CountAsync(), rows.Length - 1);
        Assert.Equal(await File.ReadAllTextAsync(file), (await RunAsync("export", "--format", "csv")).Output);
    }

    [Fact]
    public async Task GeoJson_IsAFeatureCollection_OfTheSubjectAskedFor()
    {
        var shown = await RunAsync("export", "--format", "geojson", "--subject", "region:iq", "--from", "2023-11-09");
        Assert.Equal(0, shown.Code);
        var features = shown.Json.GetProperty("features");
        Assert.Equal(3, features.GetArrayLength());
        Assert.All(features.EnumerateArray(), feature => Assert.Equal("Feature", feature.GetProperty("type").GetString()));
        Assert.Contains(features.EnumerateArray(), feature => feature.GetProperty("geometry").ValueKind == JsonValueKind.Object
            && feature.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble() is > 42 and < 45);
    }

    [Fact]
    public async Task Parquet_HasTheSameFiguresAsTheTally()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("incidents.parquet");
        Assert.Equal(0, (await RunAsync("export", "--format", "parquet", "--out", file)).Code);
        await using var reader = await ParquetReader.CreateAsync(file);
        var rows = await CountAsync();
        Assert.Equal(rows, reader.RowGroups.Sum(group => group.RowCount));
        var ids = new string[rows];
        await reader.RowGroups[0].ReadAsync(reader.Schema.FindDataField("id"), ids);
        Assert.Equal(rows, ids.Distinct().Count());
        var killed = new long?[rows];
        await reader.RowGroups[0].ReadAsync<long>(reader.Schema.FindDataField("killed_best"), killed);
        Assert.Equal((await RunAsync("tally", "region:world", "--json")).Json.GetProperty("killed").GetProperty("best").GetInt64(), killed.Sum());
        Assert.Equal(2, (await RunAsync("export", "--format", "parquet")).Code);
    }

    [Fact]
    public async Task Stix_IsABundle()
    {
        var shown = await RunAsync("export", "--format", "stix", "--subject", "base:al-harir");
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Equal("bundle", shown.Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Ndjson_IsWhole_AndTakesNoFilter()
    {
        var shown = await RunAsync("export");
        Assert.Equal(0, shown.Code);
        var lines = shown.Output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(("header", "end"), (lines[0].GetProperty("entry").GetString(), lines[^1].GetProperty("entry").GetString()));
        Assert.Equal(18, lines.Count(line => line.GetProperty("entry").GetString() == "report"));
        var refused = await RunAsync("export", "--subject", "region:iq");
        Assert.Equal(2, refused.Code);
        Assert.StartsWith("actors: --format ndjson is everything that is recorded", refused.Error, StringComparison.Ordinal);
    }

    private async Task<int> CountAsync() => (await RunAsync("incidents", "--limit", "1000", "--json")).Json.GetProperty("items").GetArrayLength();

    private Task<CommandResult> RunAsync(params string[] arguments) => ActorsCommand.RunAsync(host.Server, input: null, arguments);
}
