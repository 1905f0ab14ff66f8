using Actors.Host.Configuration;
using Actors.Host.Membership;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Actors.Host.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work, and does it as fast as ever: where pages are served
/// each kind was made once already.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this IServiceCollection services, HostRole role)
    {
        var checks = services.AddHealthChecks();
        if (role == HostRole.Gateway)
        {
            checks.AddCheck<ClusterHealthCheck>("cluster");
        }
        else
        {
            checks.AddCheck<SiloHealthCheck>("silo").AddCheck<LedgerHealthCheck>("ledger");
        }

        if (role is HostRole.All or HostRole.Gateway)
        {
            checks.AddCheck<PageHealthCheck>("page");
        }
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new()
        {
            ResponseWriter = WriteAsync,
            // Degraded: nothing is wrong, but it is not ready yet.
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
        });
    }

    /// <summary>Answers 503 to everything but health and metrics while the membership lease is lost.</summary>
    public static void UseLease(this IApplicationBuilder app, MembershipLease lease) =>
        app.Use((context, next) =>
        {
            if (lease.IsHeld || context.Request.Path.StartsWithSegments("/health") || context.Request.Path.StartsWithSegments("/metrics"))
            {
                return next(context);
            }

            context.Response.Headers.RetryAfter = "5";
            return Results.Problem(
                detail: "This server has lost touch with its cluster and cannot answer reliably; ask again, or ask another.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Not a member of the cluster",
                type: "urn:actors:problem:lease-lost").ExecuteAsync(context);
        });

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Description),
            },
            context.RequestAborted);
}
