using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Actors.System.Tests.Security;

/// <summary>An OpenID Connect issuer on loopback: its discovery document, its public keys, and tokens of its making.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    public const string Audience = "actors";
    private readonly WebApplication app;
    private volatile RsaSecurityKey key = NewKey();

    private LocalIssuer(WebApplication app) => this.app = app;

    /// <summary>As its tokens name it.</summary>
    public string Address => app.Urls.First();

    /// <summary>The public half of the key in use, as anybody can read it.</summary>
    public byte[] PublicModulus => key.Rsa.ExportParameters(includePrivateParameters: false).Modulus!;

    public string KeyId => key.KeyId;

    public static async Task<LocalIssuer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var issuer = new LocalIssuer(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Address, jwks_uri = issuer.Address + "/keys" }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { issuer.PublicKey() } }));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>From now on tokens are signed with another key.</summary>
    public void ChangeKey() => key = NewKey();

    /// <summary>A token as it should be, changed as wanted.</summary>
    public string Token(object? roles, Action<SecurityTokenDescriptor>? change = null)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = Audience,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "editor-7" },
            SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
        };
        if (roles is not null)
        {
            descriptor.Claims["roles"] = roles;
        }

        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private object PublicKey()
    {
        var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }
}
