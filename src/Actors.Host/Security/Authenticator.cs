namespace Actors.Host.Security;

/// <summary>Tells from what a request presents who sent it: a key, or a token of the issuer.</summary>
internal sealed class Authenticator(IReadOnlyList<ApiKey> keys, OidcTokens? tokens)
{
    /// <summary>The caller, or null when what is presented is neither a known key nor a good token.</summary>
    public async ValueTask<Caller?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        if (ApiKey.Find(keys, presented) is { } key)
        {
            return new(key.Name, key.Role);
        }

        // A signed token has three parts.
        return tokens is not null && presented.Count(c => c == '.') == 2 ? await tokens.FindAsync(presented, cancellationToken) : null;
    }
}
