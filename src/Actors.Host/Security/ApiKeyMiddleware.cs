using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Host.Security;

/// <summary>Lets a request under <c>/v1</c> through when its key (<c>Authorization: Bearer KEY</c>) has the role the request needs.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IReadOnlyList<ApiKey> keys)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", out var rest))
        {
            return next(context);
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

    private static ApiKeyRole NeededFor(string method, PathString path) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? ApiKeyRole.Reader
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
