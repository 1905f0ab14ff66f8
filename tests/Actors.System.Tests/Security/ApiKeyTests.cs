using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Security;

/// <summary>With keys configured every request needs one that has the role for it.</summary>
public sealed class ApiKeyTests
{
    private const string Report = """
        {"kind":"incident","id":"key-1","source":"iraqi-security-sources","publishedAt":"2023-11-09T08:00:00Z","incident":"key-1",
         "occurred":{"from":"2023-11-09"},"place":{"base":"al-harir"},"type":"air-drone-strike","outcome":"unknown"}
        """;

    [Fact]
    public async Task Request_NeedsAKey_WithTheRoleForIt()
    {
        using var folder = new TemporaryFolder();
        var keys = string.Join(',', new[] { "reader", "reporter", "analyst" }.Select(role => $"{role}:{role}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("key of " + role)))}"));
        await using var host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string> { ["ACTORS_API_KEYS"] = keys });

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(host, key: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(host, "key of nobody"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, "key of reader"));

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "v1/reports", key: null));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, "v1/reports", "key of reader"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "v1/reports", "key of reporter"));

        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, "v1/verify", "key of reporter"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "v1/verify", "key of analyst"));

        // An address that is posted to may be a secret: only who may change webhooks sees them.
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(host, HttpMethod.Get, "v1/webhooks", "key of reporter", content: null));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, "v1/webhooks", "key of reporter"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, HttpMethod.Get, "v1/webhooks", "key of analyst", content: null));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, "v1/webhooks", "key of analyst"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(host, HttpMethod.Put, "v1/catalog/bases/x", "key of analyst", content: null));
    }

    private static Task<HttpStatusCode> GetAsync(HostProcess host, string? key) => SendAsync(host, HttpMethod.Get, "v1/regions/iq/tally", key, content: null);

    private static Task<HttpStatusCode> PostAsync(HostProcess host, string path, string? key) =>
        SendAsync(host, HttpMethod.Post, path, key, path == "v1/reports" ? new StringContent(Report, Encoding.UTF8, "application/json") : null);

    private static async Task<HttpStatusCode> SendAsync(HostProcess host, HttpMethod method, string path, string? key, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await host.Http.SendAsync(request);
        return response.StatusCode;
    }
}
