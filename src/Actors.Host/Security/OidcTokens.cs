using System.Text.Json;
using Actors.Abstractions.Intake;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Actors.Host.Security;

/// <summary>Checks bearer tokens (RFC 9068 or any JWT of the issuer) against the issuer's published keys, which are read again when one is not known.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class OidcTokens : IDisposable
{
    private const int MaxTokenCharacters = 16 * 1024;
    private static readonly TimeSpan IssuerPatience = TimeSpan.FromSeconds(5);

    /// <summary>Only what is checked with a public key: with a shared secret whoever checks could also issue.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OidcOptions options;
    private readonly ILogger<OidcTokens> logger;
    private readonly HttpClient http = new() { Timeout = IssuerPatience, MaxResponseContentBufferSize = 1024 * 1024 };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> issuer;
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaxTokenCharacters, MapInboundClaims = false };
    private readonly TokenValidationParameters parameters;

    public OidcTokens(OidcOptions options, ILogger<OidcTokens> logger)
    {
        (this.options, this.logger) = (options, logger);
        issuer = new(
            options.Issuer.OriginalString.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = options.Issuer.Scheme == Uri.UriSchemeHttps })
        {
            // How often, at most, a token under an unknown key makes the issuer be asked for its keys.
            RefreshInterval = TimeSpan.FromSeconds(10),
        };
        parameters = new()
        {
            ConfigurationManager = issuer,
            ValidIssuer = options.Issuer.OriginalString,
            ValidAudience = options.Audience,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.FromMinutes(1),
        };
    }

    public void Dispose() => http.Dispose();

    /// <summary>The holder of a token, or null when it is not a good one.</summary>
    /// <exception cref="ServiceBusyException">The issuer's keys were never read and cannot be read now.</exception>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            await issuer.GetConfigurationAsync(cancellationToken);
        }
        catch (InvalidOperationException away)
        {
            LogAway(options.Issuer, away.GetBaseException().Message);
            throw new ServiceBusyException("The issuer of tokens does not answer, so this one cannot be checked: send it again.", 2);
        }

        var result = await handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
        {
            LogRefused(result.Exception.GetType().Name);
            return null;
        }

        var accepted = (JsonWebToken)result.SecurityToken;
        return string.IsNullOrEmpty(accepted.Subject) || RoleOf(accepted) is not { } role ? null : new("oidc:" + accepted.Subject, role);
    }

    private ApiKeyRole? RoleOf(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var claim = payload.RootElement;
        foreach (var name in options.RoleClaim.Split('.'))
        {
            if (claim.ValueKind != JsonValueKind.Object || !claim.TryGetProperty(name, out claim))
            {
                return null;
            }
        }

        var values = claim.ValueKind switch
        {
            JsonValueKind.String => claim.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array => claim.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).ToArray(),
            _ => [],
        };
        return values.Where(options.Roles.ContainsKey).Select(v => (ApiKeyRole?)options.Roles[v]).Max();
    }

    [LoggerMessage(LogLevel.Debug, "A token was refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Error, "The issuer {Issuer} does not give its keys: {Reason}")]
    private partial void LogAway(Uri issuer, string reason);
}
