using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Actors.System.Tests.Security;

/// <summary>Tokens of an OpenID Connect issuer are accepted beside keys: only its own, for this server, in time, with a role.</summary>
public sealed class TokenTests
{
    private static readonly string Report = """
        {"kind":"incident","id":"token-1","source":"iraqi-security-sources","publishedAt":"2023-11-09T08:00:00Z","incident":"token-1",
         "occurred":{"from":"2023-11-09"},"place":{"base":"al-harir"},"type":"air-drone-strike","outcome":"unknown"}
        """;

    [Fact]
    public async Task Token_OpensWhatItsRoleAllows_AndNothingElseDoes()
    {
        await using var issuer = await LocalIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("key of desk")));
        await using var host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string>
        {
            ["ACTORS_OIDC_ISSUER"] = issuer.Address,
            ["ACTORS_OIDC_AUDIENCE"] = LocalIssuer.Audience,
            ["ACTORS_OIDC_ROLES"] = "desk:reader,wire:reporter,chief:admin",
            ["ACTORS_API_KEYS"] = $"desk:reader:{key}",
        });

        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, issuer.Token(new[] { "other", "desk" })));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, issuer.Token("openid desk")));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, "key of desk"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, issuer.Token("desk")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, issuer.Token(new[] { "desk", "wire" })));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, issuer.Token("chief"), "v1/audit"));

        var forged = new SymmetricSecurityKey(issuer.PublicModulus) { KeyId = issuer.KeyId };
        await using var stranger = await LocalIssuer.StartAsync();
        foreach (var (why, token) in new[]
        {
            ("no role", issuer.Token(null)),
            ("a role nobody mapped", issuer.Token("admin")),
            ("for another service", issuer.Token("chief", t => t.Audience = "payroll")),
            ("of another issuer", stranger.Token("chief")),
            ("of another issuer under this one's name", stranger.Token("chief", t => t.Issuer = issuer.Address)),
            ("out of time", issuer.Token("chief", t => t.Expires = DateTime.UtcNow.AddMinutes(-10))),
            ("not valid yet", issuer.Token("chief", t => t.NotBefore = DateTime.UtcNow.AddMinutes(4))),
            ("without an end", issuer.Token("chief", t => t.Expires = null)),
            ("unsigned", issuer.Token("chief", t => t.SigningCredentials = null)),
            ("signed with the public key as a shared secret", issuer.Token("chief", t => t.SigningCredentials = new(forged, SecurityAlgorithms.HmacSha256))),
            ("of nobody", issuer.Token("chief", t => t.Claims.Remove("sub"))),
            ("cut short", issuer.Token("chief")[..^4]),
        })
        {
            Assert.True(await GetAsync(host, token) == HttpStatusCode.Unauthorized, $"A token {why} was accepted.");
        }

        issuer.ChangeKey();
        await Eventually.BecomesAsync("a token under the issuer's new key is accepted", () => GetAsync(host, issuer.Token("desk")), code => code == HttpStatusCode.OK, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Token_IsAnsweredWith503_WhileTheIssuerIsAway_AndAcceptedWhenItIsBack()
    {
        var port = FreePort.Take();
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string>
        {
            ["ACTORS_OIDC_ISSUER"] = $"http://127.0.0.1:{port}",
            ["ACTORS_OIDC_AUDIENCE"] = LocalIssuer.Audience,
        });
        string token;
        await using (var early = await LocalIssuer.StartAsync())
        {
            token = early.Token("reader");
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(host, token));
        await using var issuer = await LocalIssuer.StartAsync(port);
        await Eventually.BecomesAsync("the token is accepted", () => GetAsync(host, issuer.Token("reader")), code => code == HttpStatusCode.OK, TimeSpan.FromSeconds(30));
    }

    private static Task<HttpStatusCode> GetAsync(HostProcess host, string token, string path = "v1/regions/iq/tally") => SendAsync(host, new(HttpMethod.Get, path), token);

    private static Task<HttpStatusCode> PostAsync(HostProcess host, string token) =>
        SendAsync(host, new(HttpMethod.Post, "v1/reports") { Content = new StringContent(Report, Encoding.UTF8, "application/json") }, token);

    private static async Task<HttpStatusCode> SendAsync(HostProcess host, HttpRequestMessage request, string token)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await host.Http.SendAsync(request);
            return response.StatusCode;
        }
    }
}
