using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Domain.Tests.Schemas;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Stix;

/// <summary><c>GET /v1/stix</c> of a running host.</summary>
public sealed class StixTests
{
    private const string Schemas = "reference/stix2.1/schemas";

    [SharedDataFact(Schemas)]
    public async Task Bundle_OfTheFirstNewsDay_IsValidByTheSchemas_AndSaysWhatTheDaySays()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--sample");
        await host.SaysAsync("Look next");
        using var answer = await host.Http.GetAsync("v1/stix?subject=region:middle-east");
        Assert.Equal("application/stix+json", answer.Content.Headers.ContentType?.MediaType);
        using var bundle = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        var objects = bundle.RootElement.GetProperty("objects").EnumerateArray().ToList();
        AssertValid(bundle.RootElement, objects);

        var incidents = objects.Where(o => Type(o) == "incident").ToList();
        var listed = await host.Http.AskAsync("v1/incidents?subject=region:middle-east");
        Assert.Equal(listed.GetProperty("items").GetArrayLength(), incidents.Count);
        var harir = incidents.Single(i => i.GetProperty("name").GetString()!.Contains("al-Harir", StringComparison.OrdinalIgnoreCase));
        var opinions = objects.Where(o => Type(o) == "opinion").ToList();
        var ofHarir = opinions.Where(o => o.GetProperty("object_refs")[0].GetString() == Id(harir)).Select(o => o.GetProperty("opinion").GetString()!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["agree", "disagree"], ofHarir.Distinct());
        var denial = opinions.Single(o => o.GetProperty("authors")[0].GetString() == "iran");
        Assert.Equal("strongly-disagree", denial.GetProperty("opinion").GetString());
        Assert.StartsWith("relationship--", denial.GetProperty("object_refs")[0].GetString(), StringComparison.Ordinal);

        // Nothing refers to what is not there.
        var ids = objects.Select(Id).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            objects.Where(o => Type(o) == "relationship"),
            r => Assert.Superset(new HashSet<string> { r.GetProperty("source_ref").GetString()!, r.GetProperty("target_ref").GetString()! }, ids));

        var again = await host.Http.GetByteArrayAsync("v1/stix?subject=region:middle-east");
        using var second = JsonDocument.Parse(again);
        Assert.Equal(bundle.RootElement.GetProperty("id").GetString(), second.RootElement.GetProperty("id").GetString());
        Assert.Equal(objects.Select(Id), second.RootElement.GetProperty("objects").EnumerateArray().Select(Id));

        using var wrong = await host.Http.GetAsync("v1/stix?limit=3000");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Bundle_HasEveryIncidentOnce_WhenThereAreManyPages()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        const int Count = 450;
        await host.Http.RecordAsync(Enumerable.Range(0, Count).Select(n =>
            $$$"""{"kind":"incident","id":"stix:{{{n}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"stix-{{{n}}}","occurred":{"from":"2023-11-{{{1 + (n % 9):00}}}"},"place":{"base":"ain-al-asad"},"type":"air-drone-strike","perpetrators":[{"group":"kataib-hezbollah","role":"claimed"}],"targets":[{"group":"us-forces"}],"outcome":"hit"}"""));
        using var bundle = JsonDocument.Parse(await host.Http.GetByteArrayAsync("v1/stix?from=2023-11-02&target=us-forces"));
        var objects = bundle.RootElement.GetProperty("objects").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, Count).Count(n => n % 9 > 0), objects.Count(o => Type(o) == "incident"));
        Assert.Equal(objects.Count, objects.Select(Id).Distinct().Count());
        Assert.Single(objects, o => Type(o) == "threat-actor");
        Assert.Single(objects, o => Type(o) == "location");
    }

    /// <summary>See the test of the same name in the domain's tests for why the bundle's own schema is asked of some types only.</summary>
    private static void AssertValid(JsonElement bundle, List<JsonElement> objects)
    {
        static JsonElement Load(string path) => JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.PathOf(Schemas), path))).RootElement;
        var listed = JsonNode.Parse(bundle.GetRawText())!;
        listed["objects"] = new JsonArray([.. listed["objects"]!.AsArray()
            .Where(o => (string)o!["type"]! is not ("grouping" or "incident" or "location" or "note" or "opinion" or "extension-definition")).Select(o => o!.DeepClone())]);
        Assert.Empty(new JsonSchemaCheck(Load("common/bundle.json"), Load, "common/bundle.json").Errors(JsonSerializer.SerializeToElement(listed)));
        foreach (var one in objects)
        {
            var path = $"{(Type(one) is "relationship" or "sighting" ? "sros" : Type(one) is "extension-definition" ? "common" : "sdos")}/{Type(one)}.json";
            Assert.Empty(new JsonSchemaCheck(Load(path), Load, path).Errors(one));
        }
    }

    private static string Type(JsonElement one) => one.GetProperty("type").GetString()!;

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!;
}
