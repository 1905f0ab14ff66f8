using System.Text.Json.Nodes;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>What can happen to incidents after they were first reported, on top of the first news day: corrections, withdrawals (before and after
/// what they withdraw), merges, splits, decisions of analysts, joined names, new entries of the catalogue, a new policy.</summary>
internal static class EventfulHistory
{
    public static async Task RecordAsync(HttpClient http)
    {
        // Withdrawn before it came, and the withdrawal of a withdrawal.
        await http.RecordOneAsync(Retraction("h:r1", "h:1"));
        await http.RecordOneAsync(Retraction("h:r2", "h:r1"));
        await http.RecordOneAsync(Incident("h:1", "h-1", "militia-of-the-plain", killed: 2));
        await http.RecordOneAsync(Retraction("h:r3", "h:2"));
        await http.RecordOneAsync(Incident("h:2", "h-1", "militia-of-the-plain", killed: 3));

        // A report and its retraction that come at the same instant are brought together by an entry of its own.
        var both = await http.RecordAsync([Retraction("h:r7", "h:15"), Incident("h:15", "h-15", "us-forces", killed: 15)]);
        await Eventually.HoldsAsync("the retraction has met its report", async () => !(await http.AskAsync($"v1/incidents/{Id(both[1])}")).GetProperty("live").GetBoolean());

        // Two references that turn out to be one event, and a third that was taken for it and is not.
        var one = Id(await http.RecordOneAsync(Incident("h:3", "h-3", "us-forces", killed: 1)));
        var two = Id(await http.RecordOneAsync(Incident("h:4", "h-4", "us-forces", killed: 4)));
        var three = Id(await http.RecordOneAsync(Incident("h:5", "h-5", "us-forces", killed: 5)));
        await PostAsync(http, $"v1/incidents/{one}/merge", $$"""{"with":"{{two}}","reason":"the same convoy"}""");
        await PostAsync(http, $"v1/incidents/{one}/merge", $$"""{"with":"{{three}}","reason":"the same convoy"}""");
        await http.RecordOneAsync(Incident("h:6", "h-4", "us-forces", killed: 6));
        await PostAsync(http, $"v1/incidents/{one}/split", """{"reports":["h:5"],"reason":"another convoy"}""");
        await http.RecordOneAsync(Incident("h:7", "h-7", "us-forces", killed: 7));
        await http.RecordOneAsync(Incident("h:8", "h-7", "us-forces", killed: 8));
        var seven = Id(await http.RecordOneAsync(Incident("h:9", "h-7", "us-forces", killed: 9)));
        await PostAsync(http, $"v1/incidents/{seven}/split", """{"reports":["h:8"],"reason":"mixed up"}""");
        await http.RecordOneAsync(Retraction("h:r4", "h:8"));

        // Without a reference, and with another sender's: found to be known incidents. Suggested, and told apart.
        await http.RecordOneAsync(Incident("h:12", "h-12", "us-forces", killed: 12).Replace("iq-di", "iq-ba", StringComparison.Ordinal));
        await http.RecordOneAsync(Incident("h:13", "", "us-forces", killed: 12).Replace("\"incident\":\"\",", "", StringComparison.Ordinal).Replace("iq-di", "iq-ba", StringComparison.Ordinal).Replace("near ", "near h-12", StringComparison.Ordinal));
        await http.ImportAsync([Incident("h:14", "m-12", "us-forces", killed: 12).ReplaceLineEndings(" ").Replace("iq-di", "iq-ba", StringComparison.Ordinal).Replace("near m-12", "near h-12", StringComparison.Ordinal)], "?scope=monitor");
        await PostAsync(http, $"v1/incidents/{one}/suggestions/{seven}/reject", """{"reason":"other convoys"}""");

        // Decided by an analyst, and taken back.
        await http.RecordOneAsync("""{"kind":"assessment","id":"h:a1","source":"desk","publishedAt":"2023-11-09T09:00:00Z","incident":"h-7","set":{"outcome":"failed"},"reason":"seen on film"}""");
        await http.RecordOneAsync("""{"kind":"assessment","id":"h:a2","source":"desk","publishedAt":"2023-11-09T09:30:00Z","incident":"h-3","set":{"outcome":"hit"},"reason":"seen on film"}""");
        await http.RecordOneAsync(Retraction("h:r5", "h:a2"));

        // A name nobody knew, joined, reported on, split; a group under an umbrella with dates; a source with a grade.
        await PutAsync(http, "v1/catalog/groups/plains-front", """{"names":["Plains Front","جبهة السهول"],"umbrellas":[{"group":"iran-backed-militias","from":"2023-11-01"}],"sponsors":[]}""");
        await PostAsync(http, "v1/catalog/joins", """{"provisional":"group:militia-of-the-plain","into":"group:plains-front","reason":"their own statement"}""");
        await http.RecordOneAsync(Incident("h:10", "h-10", "militia-of-the-plain", killed: 1));
        await PutAsync(http, "v1/catalog/sources/plain-radio", """{"names":["Plain Radio"],"reliability":"B","kind":"newsroom"}""");
        await http.RecordOneAsync(Incident("h:11", "h-10", "جبهة السهول", killed: 2).Replace("\"desk\"", "\"Plain Radio\"", StringComparison.Ordinal));
        await PostAsync(http, "v1/catalog/splits", """{"provisional":"group:militia-of-the-plain","reason":"a mistake"}""");
        await http.RecordOneAsync("""{"kind":"posture","id":"h:p1","source":"desk","publishedAt":"2023-11-09T10:00:00Z","subject":"base:al-harir","measures":["increase-patrols"],"status":"active"}""");
        await http.RecordOneAsync(Retraction("h:r6", "h:p1"));

        var policy = JsonNode.Parse(await http.GetStringAsync("v1/policies/base-default"))!.AsObject();
        var body = (policy["policy"] ?? policy).DeepClone().AsObject();
        body["version"] = (int)body["version"]! + 1;
        await PutAsync(http, "v1/policies/base-default", body.ToJsonString());
    }

    private static string Incident(string id, string reference, string target, int killed) =>
        $$"""
        {"kind":"incident","id":"{{id}}","source":"desk","publishedAt":"2023-11-09T08:00:00Z","incident":"{{reference}}","occurred":{"from":"2023-11-08"},
         "place":{"region":"iq-di","name":"near {{reference}}"},"type":"remote-explosive-ied","targets":[{"group":"{{target}}"}],"casualties":[{"killed":{{killed}}}]}
        """;

    private static string Retraction(string id, string retracts) =>
        $$"""{"kind":"retraction","id":"{{id}}","source":"desk","publishedAt":"2023-11-09T08:30:00Z","retracts":"{{retracts}}","reason":"withdrawn"}""";

    private static string Id(global::System.Text.Json.JsonElement receipt) => receipt.GetProperty("incident").GetString()!;

    private static Task PostAsync(HttpClient http, string path, string body) => SendAsync(http, HttpMethod.Post, path, body);

    private static Task PutAsync(HttpClient http, string path, string body) => SendAsync(http, HttpMethod.Put, path, body);

    private static async Task SendAsync(HttpClient http, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = HostApi.JsonBody(body) };
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {await response.Content.ReadAsStringAsync()}");
    }
}
