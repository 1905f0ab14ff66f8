using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Host.Security;

/// <summary>Lets a request under <c>/v1</c> through when its key (<c>Authorization: Bearer KEY</c>) has the role the request needs. The web page
/// asks for the key as browsers can: as the password of <c>Basic</c>, with any user name.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IReadOnlyList<ApiKey> keys)
{
    private const string Scheme = "Bearer ";
    private const string BasicScheme = "Basic ";

    /// <summary>Where the web page is.</summary>
    private static readonly PathString[] PagePaths = ["/incidents", "/subjects", "/page"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", out var rest))
        {
            return context.Request.Path == "/" || PagePaths.Any(p => context.Request.Path.StartsWithSegments(p)) ? InvokePageAsync(context) : next(context);
        }

        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || ApiKey.Find(keys, header[Scheme.Length..].Trim()) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return AnswerAsync(context, 401, "/problems/unauthorized", "A key is needed.", "Send the header Authorization: Bearer KEY with a key this server knows.");
        }

        var needed = NeededFor(context.Request.Method, rest);
        if (key.Role < needed)
        {
            return AnswerAsync(context, 403, ApiProblem.Forbidden, "Not allowed with this key.", $"This needs a key with the role {needed.ToString().ToLowerInvariant()}; key {key.Name} is {key.Role.ToString().ToLowerInvariant()}.");
        }

        context.Features.Set(key);
        return next(context);
    }

    /// <summary>What a reader may do on the page, the page itself asks of the sender.</summary>
    private Task InvokePageAsync(HttpContext context)
    {
        if (Presented(context.Request.Headers.Authorization.ToString()) is not { } presented || ApiKey.Find(keys, presented) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Actors: your key is the password\", charset=\"UTF-8\"";
            return AnswerAsync(context, 401, "/problems/unauthorized", "A key is needed.", "Give a key this server knows as the password; the user name does not matter.");
        }

        context.Features.Set(key);
        return next(context);
    }

    private static string? Presented(string header)
    {
        if (!header.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = header[BasicScheme.Length..].Trim();
        var buffer = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, buffer, out var length))
        {
            return null;
        }

        var pair = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    private static ApiKeyRole NeededFor(string method, PathString path) =>
        path.StartsWithSegments("/webhooks") ? ApiKeyRole.Analyst
        : HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? ApiKeyRole.Reader
        : path.Value is "/reports" or "/reports:import" ? ApiKeyRole.Reporter
        : path.StartsWithSegments("/incidents") || path.Value is "/verify" or "/policies:backtest" ? ApiKeyRole.Analyst
        : ApiKeyRole.Admin;

    private static Task AnswerAsync(HttpContext context, int status, string type, string title, string detail) =>
        Results.Json(ApiProblem.Of(type, status, title, detail), statusCode: status, contentType: "application/problem+json").ExecuteAsync(context);
}

/// <summary>The sender is the holder of the key.</summary>
internal sealed class ApiKeySender : Sender
{
    public override SenderIdentity Identify(HttpContext context)
    {
        var key = context.Features.GetRequiredFeature<ApiKey>();
        return new(key.Name, key.Role >= ApiKeyRole.Analyst);
    }
}
