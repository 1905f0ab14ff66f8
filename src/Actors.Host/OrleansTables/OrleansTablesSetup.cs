using System.Data.Common;
using Orleans.Serialization;
using Orleans.Storage;

namespace Actors.Host.OrleansTables;

/// <summary>Points Orleans' AdoNet packages at the tables that the scripts in this folder make.</summary>
internal static class OrleansTablesSetup
{
    /// <summary>Grain state and reminders, on either engine.</summary>
    /// <remarks>
    /// Orleans files grain state under its state name and the grain's key, without the grain's type: two grain types that share keys
    /// must not share a state name.
    /// </remarks>
    public static ISiloBuilder UseStateTables(this ISiloBuilder silo, DbDataSource source, string invariant)
    {
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.DataSource) = (invariant, source));
        return silo.AddAdoNetGrainStorageAsDefault(storage => storage.Configure<Serializer>((grains, serializer) =>
        {
            (grains.Invariant, grains.DataSource) = (invariant, source);
            grains.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
    }

    /// <summary>Cluster membership; PostgreSQL only.</summary>
    public static ISiloBuilder UseMembershipTable(this ISiloBuilder silo, DbDataSource source, string invariant) =>
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (invariant, source));
}
