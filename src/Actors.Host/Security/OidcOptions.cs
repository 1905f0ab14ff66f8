namespace Actors.Host.Security;

/// <summary>Whose tokens are accepted beside keys, and what they allow.</summary>
public sealed record OidcOptions
{
    /// <summary>The issuer as its tokens name it; its keys are found by <c>/.well-known/openid-configuration</c> under it. https, or http on loopback.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>What tokens for this server name as their audience.</summary>
    public required string Audience { get; init; }

    /// <summary>Where a token says what its holder may do; a dot leads into an object (<c>realm_access.roles</c>). The value is a string, of words
    /// parted by blanks, or an array of strings. Default <c>roles</c>.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Role by value of the claim. Default: the roles by their own names. Of several the highest counts; without one the token is refused.</summary>
    public IReadOnlyDictionary<string, ApiKeyRole> Roles { get; init; } = Enum.GetValues<ApiKeyRole>().ToDictionary(r => r.ToString().ToLowerInvariant());
}
