using System.Data.Common;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Actors.Host.OrleansTables;

/// <summary>Points Orleans' AdoNet packages at the tables that the scripts in this folder make.</summary>
internal static class OrleansTablesSetup
{
    /// <summary>What Orleans calls the storage in which streams keep their subscriptions.</summary>
    private const string SubscriptionStore = "PubSubStore";

    /// <summary>Grain state, subscriptions to streams and reminders, on either engine.</summary>
    /// <remarks>
    /// Orleans files grain state under its state name and the grain's key, without the grain's type: two grain types that share keys
    /// must not share a state name.
    /// </remarks>
    public static ISiloBuilder UseStateTables(this ISiloBuilder silo, DbDataSource source, string invariant)
    {
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.DataSource) = (invariant, source));
        silo.AddAdoNetGrainStorage(SubscriptionStore, Configure);
        return silo.AddAdoNetGrainStorageAsDefault(Configure);

        void Configure(OptionsBuilder<AdoNetGrainStorageOptions> storage) => storage.Configure<Serializer>((grains, serializer) =>
        {
            (grains.Invariant, grains.DataSource) = (invariant, source);
            grains.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        });
    }

    /// <summary>Cluster membership; PostgreSQL only.</summary>
    public static ISiloBuilder UseMembershipTable(this ISiloBuilder silo, DbDataSource source, string invariant) =>
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (invariant, source));
}
