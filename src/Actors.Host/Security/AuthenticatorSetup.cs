using Actors.Host.Configuration;

namespace Actors.Host.Security;

/// <summary>Puts what tells callers apart into the services.</summary>
internal static class AuthenticatorSetup
{
    public static void AddAuthenticator(this IServiceCollection services, ActorsOptions options)
    {
        if (options.Oidc is { } oidc)
        {
            services.AddSingleton(provider => new OidcTokens(oidc, provider.GetRequiredService<ILogger<OidcTokens>>()));
        }

        services.AddSingleton(provider => new Authenticator(options.ApiKeys, provider.GetService<OidcTokens>()));
    }
}
