using Actors.Page.Imports;
using Actors.Page.Incidents;
using Actors.Page.Layout;
using Actors.Page.Live;
using Actors.Page.Overview;
using Actors.Page.Policies;
using Actors.Page.Subjects;

namespace Actors.Page;

/// <summary>Puts the web page into the application that serves the HTTP API; needs what <c>AddActorsGateway</c> needs, and it.</summary>
public static class PageRegistration
{
    public static IServiceCollection AddActorsPage(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<TallyReader>();
        services.AddSingleton<OverviewReader>();
        services.AddSingleton<SubjectPageReader>();
        services.AddSingleton<IncidentPageReader>();
        services.AddSingleton<ImportPageReader>();
        services.AddSingleton<LedgerWatch>();
        services.AddSingleton<SharedViews>();
        services.AddSingleton<MomentReader>();
        services.AddHttpContextAccessor();
        services.AddScoped(provider => ViewSettings.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!));
        services.AddSingleton<NotificationReader>();
        services.AddSingleton<FirstView>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstView>());
        return services;
    }

    public static WebApplication MapActorsPage(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        PageAssets.Map(app);
        ViewSettings.Map(app);
        LiveEndpoint.Map(app);
        PageEndpoints.Map(app);
        IncidentActions.Map(app);
        ImportPageEndpoints.Map(app);
        PolicyPages.Map(app);
        return app;
    }
}
