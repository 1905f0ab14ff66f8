using System.Globalization;
using System.Threading.RateLimiting;
using Actors.Gateway.Problems;
using Actors.Host.Configuration;
using Actors.Host.Security;
using Microsoft.AspNetCore.RateLimiting;

namespace Actors.Host.Limits;

/// <summary>How many requests a caller may make, and how long one may take.</summary>
internal static class RequestLimits
{
    /// <summary>Longer than the cluster is waited for, so that only a body that does not come runs into it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Replenishment = TimeSpan.FromMilliseconds(100);

    /// <summary>Those that stream for as long as there is something to say or to hear.</summary>
    private static readonly PathString[] Unlimited = ["/v1/reports:import", "/v1/notifications/stream", "/v1/verify", "/v1/policies:backtest", "/page/live", "/page/import", "/policies/backtest"];

    public static void AddRequestLimits(this IServiceCollection services, ActorsOptions options)
    {
        if (options.Rate is { } rate)
        {
            services.AddRateLimiter(limiter =>
            {
                limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => LimiterOf(context, rate));
                limiter.OnRejected = (rejected, _) => AnswerAsync(rejected, rate);
            });
        }
    }

    public static void UseRequestLimits(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<Microsoft.Extensions.Options.IConfigureOptions<RateLimiterOptions>>() is not null)
        {
            app.UseRateLimiter();
        }

        app.UseMiddleware<RequestTimeMiddleware>(Timeout, Unlimited);
    }

    /// <summary>One bucket a caller; where nobody is asked who he is, one for all. Health and metrics are free.</summary>
    private static RateLimitPartition<string> LimiterOf(HttpContext context, int rate)
    {
        if (context.Request.Path.StartsWithSegments("/health") || context.Request.Path.StartsWithSegments("/metrics"))
        {
            return RateLimitPartition.GetNoLimiter("");
        }

        var refill = Math.Max(1, rate / (int)(TimeSpan.FromSeconds(1) / Replenishment));
        return RateLimitPartition.GetTokenBucketLimiter(context.Features.Get<Caller>()?.Name ?? "", _ => new()
        {
            TokenLimit = 2 * rate,
            TokensPerPeriod = refill,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)refill / rate),
            QueueLimit = 0,
        });
    }

    private static ValueTask AnswerAsync(OnRejectedContext rejected, int rate)
    {
        var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        var caller = rejected.HttpContext.Features.Get<Caller>()?.Name;
        throw new ApiProblemException(
            ApiProblem.Of(
                "/problems/too-many-requests",
                StatusCodes.Status429TooManyRequests,
                "Too many requests.",
                string.Create(CultureInfo.InvariantCulture, $"{caller ?? "Everybody together"} may make {rate} requests a second here: wait {seconds} s, and send up to 1,000 reports in one call.")),
            seconds);
    }
}
