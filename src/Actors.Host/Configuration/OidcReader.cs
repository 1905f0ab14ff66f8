using Actors.Host.Security;

namespace Actors.Host.Configuration;

/// <summary>Turns the settings about tokens into checked options.</summary>
internal static class OidcReader
{
    /// <summary>The options, or null when no issuer is set.</summary>
    /// <exception cref="StartupException">A value is wrong, or one is missing.</exception>
    public static OidcOptions? Read(IReadOnlyDictionary<Setting, SettingValue> values)
    {
        if (!values.TryGetValue(Setting.OidcIssuer, out var issuer))
        {
            var alone = new[] { Setting.OidcAudience, Setting.OidcRoleClaim, Setting.OidcRoles }.FirstOrDefault(values.ContainsKey);
            return alone is null ? null : throw new StartupException($"{values[alone].Origin} is set, but ACTORS_OIDC_ISSUER is not: set it to the issuer of the tokens, or remove the other.");
        }

        if (!values.TryGetValue(Setting.OidcAudience, out var audience))
        {
            throw new StartupException($"{issuer.Origin} needs an audience, else tokens made for other services would be accepted: set ACTORS_OIDC_AUDIENCE.");
        }

        var options = new OidcOptions { Issuer = ReadIssuer(issuer), Audience = audience.Text };
        if (values.TryGetValue(Setting.OidcRoleClaim, out var claim))
        {
            options = options with { RoleClaim = claim.Text.Split('.').All(p => p.Length > 0) ? claim.Text : throw claim.Wrong("the name of a claim such as roles or realm_access.roles") };
        }

        return values.TryGetValue(Setting.OidcRoles, out var roles) ? options with { Roles = ReadRoles(roles) } : options;
    }

    private static Uri ReadIssuer(SettingValue value)
    {
        var isUri = Uri.TryCreate(value.Text, UriKind.Absolute, out var issuer) && issuer.Query.Length == 0 && issuer.Fragment.Length == 0 && issuer.UserInfo.Length == 0;
        return isUri && (issuer!.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))
            ? issuer
            : throw value.Wrong("the address of an OpenID Connect issuer with https, such as https://id.example.org/realms/desk (http on loopback only)");
    }

    private static Dictionary<string, ApiKeyRole> ReadRoles(SettingValue value)
    {
        var roles = new Dictionary<string, ApiKeyRole>();
        foreach (var pair in value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = pair.LastIndexOf(':');
            if (colon < 1 || !Enum.TryParse<ApiKeyRole>(pair[(colon + 1)..], ignoreCase: true, out var role) || char.IsDigit(pair[^1]) || !roles.TryAdd(pair[..colon], role))
            {
                throw value.Wrong("values of the claim, each once, with the roles they give, such as desk-editors:analyst,desk-readers:reader");
            }
        }

        return roles.Count > 0 ? roles : throw value.Wrong("at least one pair such as desk-editors:analyst");
    }
}
