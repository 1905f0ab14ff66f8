using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Grains.Catalogue;
using Actors.Grains.Forms;
using Actors.Grains.Matching;
using Actors.Grains.Notifications;
using Actors.Grains.Partitions;
using Actors.Grains.Queries;
using Actors.Grains.Routing;
using Actors.Grains.Subjects;
using Actors.Grains.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Metadata;

namespace Actors.Grains;

/// <summary>Puts the grains into a silo. Needs an <c>ILedger</c> and a <c>PolicyClock</c> among the services, and ledger streams.</summary>
public static class GrainsRegistration
{
    public static IServiceCollection AddActorsGrains(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new CatalogueHolder(Domain.Catalogue.Catalogue.BuiltIn));
        services.AddSingleton(AssessmentRules.Default);
        services.AddSingleton<IGrainPropertiesProvider, ReadableForms>();
        services.AddSingleton<ClusterForms>();
        services.AddSingleton<SubjectExpander>();
        services.AddSingleton<ISubjectExpander>(provider => provider.GetRequiredService<SubjectExpander>());
        services.AddSingleton<MatchQueue>();
        services.AddSingleton<InFlightReports>();
        services.AddSingleton<QueryInstruments>();
        services.AddSingleton<RevisionReader>();
        services.AddSingleton<AskedPositions>();
        services.AddSingleton<PastTallies>();
        services.AddSingleton<SubjectInstruments>();
        services.AddSingleton<PolicyHolder>();
        services.AddSingleton<FenceReader>();
        services.AddSingleton<LateBudget>();
        services.AddSingleton<ThreatServices>();
        services.AddSingleton<SubjectServices>();
        services.AddSingleton<IGatheredEntries, LateEntries>();
        services.AddLedgerRouting();
        services.AddSingleton<CatalogueFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogueFollower>());
        services.AddSingleton<PolicyFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyFollower>());
        services.AddSingleton<NotificationFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationFeed>());
        services.TryAddSingleton(new WebhookOptions());
        services.AddSingleton<WebhookTargets>();
        services.AddSingleton<WebhookPoster>();
        services.AddSingleton<WebhookInstruments>();
        services.AddSingleton<WebhookServices>();
        services.AddHostedService<WebhookWaker>();
        services.AddSingleton<WaitingReports>();
        services.AddHostedService<WaitingSweeper>();
        return services;
    }
}
