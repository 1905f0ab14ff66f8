using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Security;

/// <summary>Who changed what is on record, durably, without a secret, for admins to read.</summary>
public sealed class AuditTests
{
    private const string Secret = "hunter2-hunter2";

    [Fact]
    public async Task Audit_SaysWhoChangedWhat_AlsoAfterARestart()
    {
        using var folder = new TemporaryFolder();
        var keys = string.Join(',', new[] { "reader", "reporter", "analyst", "admin" }.Select(role => $"the-{role}:{role}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(role)))}"));
        var environment = new Dictionary<string, string> { ["ACTORS_API_KEYS"] = keys };
        string incident, other;
        await using (var host = await HostProcess.StartAsync(folder.Path, environment))
        {
            var receipts = await SendAsync(host, "reporter", HttpMethod.Post, "v1/reports", $"[{Report("a")},{Report("b")}]");
            (incident, other) = (receipts.GetProperty("receipts")[0].GetProperty("incident").GetString()!, receipts.GetProperty("receipts")[1].GetProperty("incident").GetString()!);
            await SendAsync(host, "analyst", HttpMethod.Post, $"v1/incidents/{incident}/merge", $$"""{"with":"{{other}}","reason":"one and the same"}""");
            await SendAsync(host, "reporter", HttpMethod.Post, "v1/reports", """
                {"kind":"retraction","id":"r","source":"iraqi-security-sources","publishedAt":"2023-11-09T09:00:00Z","retracts":"b","reason":"source withdrew"}
                """);
            await SendAsync(host, "analyst", HttpMethod.Post, "v1/reports:import", """{"kind":"assessment","id":"s","source":"desk","publishedAt":"2023-11-09T10:00:00Z","incident":"a","set":{"outcome":"failed"},"reason":"seen on video"}""", "application/x-ndjson");
            await SendAsync(host, "admin", HttpMethod.Put, "v1/catalog/sources/the-wire", """{"names":["The Wire"],"reliability":"B","kind":"newsroom"}""");
            await SendAsync(host, "admin", HttpMethod.Put, "v1/policies/nobody", $$"""{"id":"nobody","secret":"{{Secret}}","deep":[{"apiToken":"{{Secret}}","url":"https://u:{{Secret}}@example.org/hook?t={{Secret}}"}]}""", expected: HttpStatusCode.BadRequest);
            await SendAsync(host, "reporter", HttpMethod.Get, "v1/audit", body: null, expected: HttpStatusCode.Forbidden);
            await SendAsync(host, "analyst", HttpMethod.Get, "v1/audit", body: null, expected: HttpStatusCode.Forbidden);
        }

        await using (var host = await HostProcess.StartAsync(folder.Path, environment))
        {
            var items = (await SendAsync(host, "admin", HttpMethod.Get, "v1/audit", body: null)).GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(
                [
                    ("the-analyst", "POST /v1/incidents/{id}/merge", $"/v1/incidents/{incident}/merge", 200),
                    ("the-reporter", "POST /v1/reports", "/v1/reports", 200),
                    ("the-analyst", "POST /v1/reports:import", "/v1/reports:import", 200),
                    ("the-admin", "catalogue change", "/v1/catalog", 200),
                    ("the-admin", "PUT /v1/policies/{key}", "/v1/policies/nobody", 400),
                ],
                items.Select(i => (i.GetProperty("who").GetString()!, i.GetProperty("action").GetString()!, i.GetProperty("target").GetString()!, i.GetProperty("status").GetInt32())));
            Assert.Equal("one and the same", items[0].GetProperty("details").GetProperty("reason").GetString());
            Assert.Equal(("retraction", "b"), (items[1].GetProperty("details")[0].GetProperty("kind").GetString(), items[1].GetProperty("details")[0].GetProperty("retracts").GetString()));
            Assert.Equal("seen on video", items[2].GetProperty("details")[0].GetProperty("reason").GetString());
            Assert.Equal("the-wire", items[3].GetProperty("details").GetProperty("source").GetProperty("key").GetString());
            Assert.DoesNotContain(Secret, items[4].ToString(), StringComparison.Ordinal);
            Assert.Equal("https://example.org/hook?(withheld)", items[4].GetProperty("details").GetProperty("deep")[0].GetProperty("url").GetString());
            Assert.All(items, i => Assert.True(i.GetProperty("at").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-10)));

            var first = await SendAsync(host, "admin", HttpMethod.Get, "v1/audit?limit=2", body: null);
            var second = await SendAsync(host, "admin", HttpMethod.Get, $"v1/audit?cursor={first.GetProperty("cursor")}", body: null);
            Assert.Equal(items.Select(i => i.ToString()), first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(i => i.ToString()));
            Assert.Equal(JsonValueKind.Null, second.GetProperty("cursor").ValueKind);
            Assert.Equal(2, (await SendAsync(host, "admin", HttpMethod.Get, "v1/audit?who=the-analyst", body: null)).GetProperty("items").GetArrayLength());
        }
    }

    private static string Report(string id) => $$"""
        {"kind":"incident","id":"{{id}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T08:00:00Z","incident":"{{id}}",
         "occurred":{"from":"2023-11-09"},"place":{"base":"al-harir"},"type":"air-drone-strike","outcome":"unknown"}
        """;

    private static async Task<JsonElement> SendAsync(
        HostProcess host, string key, HttpMethod method, string path, string? body, string type = "application/json", HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await host.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {response.StatusCode} {text}");
        return type == "application/json" ? JsonElement.Parse(text) : default;
    }
}
