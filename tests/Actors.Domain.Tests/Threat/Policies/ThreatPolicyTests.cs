using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Domain.Tests.Schemas;
using Actors.Domain.Threat.Policies;

namespace Actors.Domain.Tests.Threat.Policies;

public sealed class ThreatPolicyTests
{
    private static readonly JsonSchemaCheck Schema = new(JsonDocument.Parse(ThreatPolicySchema.Text).RootElement);

    /// <summary>A change to the shipped base policy (pointer, new value; null removes), where the error is expected, and whether a schema
    /// can see it.</summary>
    public static TheoryData<string, string?, string, bool> Mistakes => new()
    {
        { "/id", null, "/id", true },
        { "/id", "\"Base Default\"", "/id", true },
        { "/version", "0", "/version", true },
        { "/version", "1.5", "/version", true },
        { "/subject", "\"country\"", "/subject", true },
        { "/scale", "\"traffic-light\"", "/scale", true },
        { "/scale", """{"name":"fpcon","levels":[{"name":"a"},{"name":"b"}]}""", "/scale/name", true },
        { "/scale", """{"name":"own","levels":[{"name":"a"}]}""", "/scale/levels", true },
        { "/typo", "1", "/typo", true },
        { "/evidence/reliability/F", null, "/evidence/reliability/F", true },
        { "/evidence/credibility/6", "1.5", "/evidence/credibility/6", true },
        { "/evidence/decay/tauDays", "0", "/evidence/decay/tauDays", true },
        { "/detectors/0/alpha", "0", "/detectors/0/alpha", true },
        { "/detectors/0/alpha", "1", "/detectors/0/alpha", true },
        { "/detectors/0/kind", "\"oracle\"", "/detectors/0/kind", true },
        { "/detectors/0/colour", "1", "/detectors/0/colour", true },
        { "/detectors/1/variant", null, "/detectors/1/variant", true },
        { "/detectors/1/minObservedDays", "27", "/detectors/1/minObservedDays", true },
        { "/detectors/1/id", "\"daily-rate\"", "/detectors/1/id", false },
        { "/rules/0/level", "\"Severe\"", "/rules/0/level", false },
        { "/rules/0/level", "\"Normal\"", "/rules/0/level", false },
        { "/rules/1/id", "\"threatened\"", "/rules/1/id", false },
        { "/rules/1/when/incidents/days", "0", "/rules/1/when/incidents/days", true },
        { "/rules/1/when/incidents/outcomes", "[\"hit\",\"hit\"]", "/rules/1/when/incidents/outcomes/1", true },
        { "/rules/1/when", """{"incidents":{"days":1,"atLeast":1},"detector":"daily-rate"}""", "/rules/1/when", true },
        { "/rules/1/when", """{"moonPhase":{"atLeast":1}}""", "/rules/1/when/moonPhase", true },
        { "/rules/1/when", """{"all":[]}""", "/rules/1/when/all", true },
        { "/rules/1/when", """{"any":[{"weight":{"atLeast":1}},{"weight":{"atLeast":0}}]}""", "/rules/1/when/any/1/weight/atLeast", true },
        { "/rules/1/when", """{"detector":"no-such"}""", "/rules/1/when/detector", false },
        { "/rules/1/when", """{"posture":{"statuses":["rumoured"]}}""", "/rules/1/when/posture/statuses/0", true },
        { "/rules/1/keepFor", "\"3 days\"", "/rules/1/keepFor", true },
        { "/rules/1/keepFor", "\"P1M\"", "/rules/1/keepFor", true },
        { "/rules/1/keepFor", "\"PT\"", "/rules/1/keepFor", true },
        { "/rules/1/minIndependentSources", "0", "/rules/1/minIndependentSources", true },
        { "/combine", "\"average\"", "/combine", true },
        { "/stepDown", "\"PT0S\"", "/stepDown", false },
        { "/floorFromParent", "true", "/floorFromParent", true },
        { "/overrides", """[{"subject":"base:x","level":"Delta","author":"a","reason":"r","until":"tomorrow"}]""", "/overrides/0/until", true },
        { "/overrides", """[{"subject":"nowhere","level":"Delta","author":"a","reason":"r","until":"2023-11-12T00:00:00Z"}]""", "/overrides/0/subject", true },
        { "/overrides", """[{"subject":"base:x","level":"Delta","author":"a","until":"2023-11-12T00:00:00Z"}]""", "/overrides/0/reason", true },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Reader_NamesTheFieldAndTheSchemaAgrees_WhenAPolicyIsWrong(string pointer, string? value, string expected, bool schemaSees)
    {
        var text = Changed(pointer, value);

        var reading = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(text));

        Assert.Null(reading.Policy);
        var error = Assert.Single(reading.Errors, e => e.Pointer == expected);
        Assert.NotEmpty(error.Detail);
        Assert.Equal(!schemaSees, ValidBySchema(text));
    }

    [Theory]
    [InlineData("/scale", "\"un-sls\"", false)]
    [InlineData("/combine", "\"two-agree\"", true)]
    [InlineData("/detectors/0/minCount", "5", true)]
    [InlineData("/rules/1/for", "\"P1DT2H3M4S\"", true)]
    [InlineData("/rules/1/when", """{"weight":{"atLeast":0.5}}""", true)]
    [InlineData("/rules/1/when", """{"posture":{"measures":["shelter"],"statuses":["active","planned"]}}""", true)]
    [InlineData("/rules/1/when", """{"injured":{"days":2,"atLeast":9}}""", true)]
    [InlineData("/overrides", """[{"subject":"base:al-harir","level":"Delta","author":"duty officer","reason":"drill","until":"2023-11-12T00:00:00+03:00"}]""", true)]
    public void ReaderAndSchema_AgreeOnGoodPolicies(string pointer, string value, bool readable)
    {
        var text = Changed(pointer, value);
        Assert.True(ValidBySchema(text));
        Assert.Equal(readable, ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(text)).Policy is not null);
    }

    [Fact]
    public void Defaults_AreSoundAndForTheirKind()
    {
        Assert.Equal([SubjectKind.Base, SubjectKind.Region, SubjectKind.Group], ThreatPolicyDefaults.All.Select(p => p.Subject));
        foreach (var policy in ThreatPolicyDefaults.All)
        {
            Assert.True(ValidBySchema(policy.Canonical));
            Assert.Equal("FPCON-like, computed, not an official FPCON", policy.Scale.Notice);
            Assert.Equal(["Normal", "Alpha", "Bravo", "Charlie", "Delta"], policy.Scale.Levels.Select(l => l.Name));
        }
    }

    [Fact]
    public void CanonicalForm_ReadsAsItself()
    {
        foreach (var policy in ThreatPolicyDefaults.All)
        {
            var again = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(policy.Canonical)).Policy!;
            Assert.Equal(policy.Canonical, again.Canonical);
            Assert.Equal(policy, again);
        }
    }

    [Fact]
    public void Hash_IsTheSame_WhenOnlyTheWritingDiffers()
    {
        var node = JsonNode.Parse(ThreatPolicyDefaults.Base.Canonical)!.AsObject();
        var reversed = new JsonObject(node.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        var text = reversed.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        Assert.Equal(ThreatPolicyDefaults.Base.Hash, ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(text)).Policy!.Hash);
        Assert.NotEqual(
            ThreatPolicyDefaults.Base.Hash,
            ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(Changed("/rules/1/when/incidents/atLeast", "2"))).Policy!.Hash);
    }

    [Fact]
    public void CustomScale_IsReadInOrder_BaselineFirst()
    {
        const string Text = """
            {"id":"own","version":2,"subject":"region","scale":{"name":"traffic-light","levels":[{"name":"Green"},{"name":"Red","meaning":"stop"}]},
             "evidence":{"reliability":{"A":1,"B":1,"C":1,"D":1,"E":1,"F":0},"credibility":{"1":1,"2":1,"3":1,"4":1,"5":1,"6":0},
             "outcome":{"hit":1,"intercepted":1,"failed":1,"unknown":1},"decay":{"tauDays":7,"delta":0.5}},
             "rules":[{"id":"any","level":"Red","when":{"incidents":{"days":1,"atLeast":1}}}]}
            """;
        var policy = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(Text)).Policy!;
        Assert.True(ValidBySchema(Text));
        Assert.Equal((0, 1, -1), (policy.Scale.RankOf("Green"), policy.Scale.RankOf("Red"), policy.Scale.RankOf("red")));
        Assert.Equal(TimeSpan.FromDays(1), policy.StepDown);
        Assert.Equal("own@2", policy.Reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    public void Reader_Refuses_WhatIsNoPolicyAtAll(string text) =>
        Assert.NotEmpty(ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(text)).Errors);

    private static bool ValidBySchema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Schema.Errors(document.RootElement).Count == 0;
    }

    private static string Changed(string pointer, string? value)
    {
        var root = JsonNode.Parse(ThreatPolicyDefaults.Base.Canonical)!;
        var parts = pointer[1..].Split('/');
        var at = root;
        foreach (var part in parts[..^1])
        {
            at = at is JsonArray array ? array[int.Parse(part)]! : at[part]!;
        }

        if (value is null)
        {
            at.AsObject().Remove(parts[^1]);
        }
        else
        {
            at[parts[^1]] = JsonNode.Parse(value);
        }

        return root.ToJsonString();
    }
}
