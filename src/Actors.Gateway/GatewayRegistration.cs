using System.Text.Json;
using Actors.Gateway.Catalogue;
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
        services.AddSingleton<CatalogueEditor>();
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

    public static WebApplication MapActorsGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRequestDecompression();
        ReportEndpoints.Map(app);
        IncidentEndpoints.Map(app);
        SubjectEndpoints.Map(app);
        CatalogueEndpoints.Map(app);
        NotificationEndpoints.Map(app);
        ThreatEndpoints.Map(app);
        PolicyEndpoints.Map(app);
        FeedEndpoints.Map(app);
        StixEndpoint.Map(app);
        WebhookEndpoints.Map(app);
        VerifyEndpoint.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }
}
