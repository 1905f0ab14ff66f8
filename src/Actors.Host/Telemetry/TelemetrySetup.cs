using System.Net;
using Actors.Host.Configuration;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Actors.Host.Telemetry;

/// <summary>Traces and metrics of this process: OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, Prometheus at <c>/metrics</c> always.</summary>
internal static class TelemetrySetup
{
    /// <summary>Time series of one instrument: room for them is taken at once, and the default of 2,000 takes 30 MB over all instruments.</summary>
    private const int MaxSeries = 500;

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>True when spans are made and sent. Where they are not, calls between grains carry no trace: that costs two filters a call.</summary>
    public static bool ExportsTraces => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable));

    public static void AddTelemetry(this IServiceCollection services, string role)
    {
        var export = ExportsTraces;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("actors-" + role))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter("Microsoft.Orleans", "Actors.*", "Npgsql")
                    .AddRuntimeInstrumentation()
                    .AddAspNetCoreInstrumentation()
                    .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries })
                    .AddPrometheusExporter();
                if (export)
                {
                    metrics.AddOtlpExporter();
                }
            })
            .WithTracing(tracing =>
            {
                // Without a place to send spans to, none are made.
                if (export)
                {
                    tracing
                        .AddSource("Microsoft.Orleans.*", "Actors.*")
                        .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                            !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics"))
                        .AddNpgsql()
                        .AddOtlpExporter();
                }
            });
    }

    /// <summary>
    /// Metrics say much about what is going on: beyond loopback they are served on the address of their own only, and nothing else is
    /// served there but health.
    /// </summary>
    public static void UseMetricsRule(this IApplicationBuilder app, ActorsOptions options) =>
        app.Use((context, next) =>
        {
            var isMetrics = context.Request.Path.StartsWithSegments("/metrics");
            var isOwnAddress = options.Metrics is not null && context.Connection.LocalPort == options.Metrics.Port && options.Metrics.Port != options.Http.Port;
            var isAllowed = isOwnAddress
                ? isMetrics || context.Request.Path.StartsWithSegments("/health")
                : !isMetrics || (options.Metrics is null && (IPAddress.IsLoopback(options.Http.Address) || !options.HasApi));
            if (isAllowed)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusScrapingEndpoint("/metrics");
}
