using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Host.Security;

/// <summary>Lets a request under <c>/v1</c> through when its key or token (<c>Authorization: Bearer …</c>) has the role the request needs. The
/// web page asks for it as browsers can: as the password of <c>Basic</c>, with any user name.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, Authenticator authenticator)
{
    private const string Scheme = "Bearer ";
    private const string BasicScheme = "Basic ";

    /// <summary>Where the web page is.</summary>
    private static readonly PathString[] PagePaths = ["/incidents", "/subjects", "/import", "/policies", "/page"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", out var rest))
        {
            var isPage = context.Request.Path == "/" || PagePaths.Any(p => context.Request.Path.StartsWithSegments(p));
            await (isPage ? InvokePageAsync(context) : next(context));
            return;
        }

        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || await authenticator.FindAsync(header[Scheme.Length..].Trim(), context.RequestAborted) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await AnswerAsync(context, 401, "/problems/unauthorized", "A key is needed.", "Send the header Authorization: Bearer KEY with a key this server knows, or a token of its issuer.");
            return;
        }

        var needed = NeededFor(context.Request.Method, rest);
        if (caller.Role < needed)
        {
            await AnswerAsync(context, 403, ApiProblem.Forbidden, "Not allowed with this key.", $"This needs a key with the role {needed.ToString().ToLowerInvariant()}; {caller.Name} is {caller.Role.ToString().ToLowerInvariant()}.");
            return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    /// <summary>What a reader may do on the page, the page itself asks of the sender.</summary>
    private async Task InvokePageAsync(HttpContext context)
    {
        if (Presented(context.Request.Headers.Authorization.ToString()) is not { } presented || await authenticator.FindAsync(presented, context.RequestAborted) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Actors: your key is the password\", charset=\"UTF-8\"";
            await AnswerAsync(context, 401, "/problems/unauthorized", "A key is needed.", "Give a key this server knows as the password; the user name does not matter.");
            return;
        }

        context.Features.Set(caller);
        await next(context);
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
        path.StartsWithSegments("/audit") ? ApiKeyRole.Admin
        : path.StartsWithSegments("/webhooks") ? ApiKeyRole.Analyst
        : HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? ApiKeyRole.Reader
        : path.Value is "/reports" or "/reports:import" ? ApiKeyRole.Reporter
        : path.StartsWithSegments("/incidents") || path.Value is "/verify" or "/policies:backtest" ? ApiKeyRole.Analyst
        : ApiKeyRole.Admin;

    private static Task AnswerAsync(HttpContext context, int status, string type, string title, string detail) =>
        Results.Json(ApiProblem.Of(type, status, title, detail), statusCode: status, contentType: "application/problem+json").ExecuteAsync(context);
}

/// <summary>The sender is the holder of the key or token.</summary>
internal sealed class ApiKeySender : Sender
{
    public override SenderIdentity Identify(HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<Caller>();
        return new(caller.Name, caller.Role >= ApiKeyRole.Analyst, caller.Role.ToString().ToLowerInvariant());
    }
}
