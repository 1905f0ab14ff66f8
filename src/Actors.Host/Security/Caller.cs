namespace Actors.Host.Security;

/// <summary>Who a request comes from, once its key or token was accepted.</summary>
/// <param name="Name">The name of the key, or <c>oidc:</c> and the subject of the token; also the scope of the incident references in its
/// reports. The two never meet: a key's name has no colon.</param>
/// <param name="Role">What it may do.</param>
public sealed record Caller(string Name, ApiKeyRole Role);
