using System.Data.Common;
using Actors.Host.OrleansTables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Storage;

namespace Actors.Cluster.Tests.Storage;

/// <summary>Orleans' own storage, reminder and membership providers over the tables of one database, without a silo around them.</summary>
internal sealed class OrleansTablesUnderTest : IDisposable
{
    private readonly IHost host;

    private OrleansTablesUnderTest(IHost host) => this.host = host;

    public IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public IReminderTable Reminders => host.Services.GetRequiredService<IReminderTable>();

    public IMembershipTable Membership => host.Services.GetRequiredService<IMembershipTable>();

    public static async Task<OrleansTablesUnderTest> OpenAsync(DbDataSource source, string invariant)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("cluster-under-test", "service-under-test"));
            silo.UseStateTables(source, invariant);
            silo.UseMembershipTable(source, invariant);
        });
        var tables = new OrleansTablesUnderTest(builder.Build());
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        ((ILifecycleParticipant<ISiloLifecycle>)tables.Storage).Participate(lifecycle);
        await lifecycle.OnStart();
        await tables.Reminders.StartAsync();
        return tables;
    }

    public void Dispose() => host.Dispose();
}
