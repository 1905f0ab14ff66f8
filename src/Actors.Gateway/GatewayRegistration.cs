using System.Text.Json;
using Actors.Gateway.Audit;
using Actors.Gateway.Catalogue;
using Actors.Gateway.Export;
using Actors.Gateway.Feeds;
using Actors.Gateway.Incidents;
using Actors.Gateway.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Stix;
using Actors.Gateway.Subjects;
using Actors.Gateway.Verification;
using Actors.Gateway.Threat;
using Actors.Gateway.Webhooks;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Json;

namespace Actors.Gateway;

/// <summary>Puts the HTTP API into a web application. Needs an <c>IGrainFactory</c>, a <c>CatalogueHolder</c>, a <c>PolicyClock</c> and a
/// <c>TimeProvider</c> in the services.</summary>
public static class GatewayRegistration
{
    public static IServiceCollection AddActorsGateway(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<SubjectReader>();
        services.AddSingleton<Sender>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<CatalogueEditor>();
        services.AddMetrics();
        services.AddSingleton<NotificationHub>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationHub>());
        services.AddRequestDecompression();
        services.AddOpenApi("v1");
        services.Configure<JsonOptions>(options =>
        {
            foreach (var converter in ApiJson.Options.Converters)
            {
                options.SerializerOptions.Converters.Add(converter);
            }

            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        return services;
    }

    /// <param name="app">Where to.</param>
    /// <param name="useBeforeEndpoints">What stands between the clients and the endpoints, such as authentication and limits; its failures are
    /// answered like those of the endpoints. Null: nothing.</param>
    public static WebApplication MapActorsGateway(this WebApplication app, Action<IApplicationBuilder>? useBeforeEndpoints = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ProblemMiddleware>();
        useBeforeEndpoints?.Invoke(app);
        app.UseRequestDecompression();
        app.UseMiddleware<AuditMiddleware>();
        app.UseMiddleware<ReadRetryMiddleware>();
        ReportEndpoints.Map(app);
        ExportEndpoint.Map(app);
        IncidentEndpoints.Map(app);
        SuggestionEndpoints.Map(app);
        SubjectEndpoints.Map(app);
        CatalogueEndpoints.Map(app);
        NotificationEndpoints.Map(app);
        ThreatEndpoints.Map(app);
        PolicyEndpoints.Map(app);
        BacktestEndpoint.Map(app);
        FeedEndpoints.Map(app);
        StixEndpoint.Map(app);
        WebhookEndpoints.Map(app);
        VerifyEndpoint.Map(app);
        AuditEndpoint.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }
}
