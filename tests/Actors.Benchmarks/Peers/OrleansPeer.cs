using System.Diagnostics;
using System.Net;
using Actors.Benchmarks.Workload;
using Actors.Host.OrleansTables;
using Actors.Testing;
using Orleans.Configuration;
using Orleans.Streams;

namespace Actors.Benchmarks.Peers;

/// <summary>Peer (b): Orleans as its samples do it. A memory stream a subject, a grain that takes each event and writes its state, on the same
/// PostgreSQL through the same storage package.</summary>
public static class OrleansPeer
{
    /// <summary>Name of the stream provider and namespace of its streams.</summary>
    public const string Streams = "peer";

    private const int Callers = 16;

    /// <summary>Reports a second until every subject has stored what it was sent.</summary>
    public static async Task<double> MeasureAsync(PostgresDatabase database, SyntheticReport[] reports)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(reports);
        await PostgreSqlOrleansSchema.ApplyAsync(database.DataSource, applicationRole: null, CancellationToken.None);
        await using var tables = PostgreSqlOrleansSchema.CreateDataSource(database.ConnectionString);
        var stored = new PeerCount();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(stored);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: FreePort());
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("peer", "peer"));
            silo.UseStateTables(tables, "Npgsql");
            silo.AddMemoryStreams(Streams);
        });
        using var host = builder.Build();
        await host.StartAsync();
        try
        {
            var streams = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider(Streams);
            var started = Stopwatch.GetTimestamp();
            await Product.ReportDriver.RunAsync(Callers, reports.Length, async i =>
            {
                var report = reports[i];
                var change = new PeerChange(report.Reference, report.Day, report.Type, report.Outcome, report.Perpetrator, report.Target, report.Base, report.Killed, report.Injured);
                await Task.WhenAll(report.Subjects.Select(subject =>
                    streams.GetStream<PeerChange>(StreamId.Create(Streams, subject.ToString(System.Globalization.CultureInfo.InvariantCulture))).OnNextAsync(change)));
            });
            await stored.ReachesAsync(reports.Sum(report => report.Subjects.Length), TimeSpan.FromMinutes(3));
            return reports.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            await host.StopAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Counts what subjects have stored.</summary>
public sealed class PeerCount
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long goal = long.MaxValue;
    private long count;

    /// <summary>One more.</summary>
    public void Add()
    {
        if (Interlocked.Increment(ref count) >= Volatile.Read(ref goal))
        {
            reached.TrySetResult();
        }
    }

    /// <summary>Returns when so many are counted.</summary>
    /// <exception cref="TimeoutException">They were not in time.</exception>
    public Task ReachesAsync(long number, TimeSpan timeout)
    {
        Volatile.Write(ref goal, number);
        if (Interlocked.Read(ref count) >= number)
        {
            reached.TrySetResult();
        }

        return reached.Task.WaitAsync(timeout);
    }
}

/// <summary>What one report says of an incident.</summary>
[GenerateSerializer, Immutable]
public sealed record PeerChange(
    [property: Id(0)] string Incident,
    [property: Id(1)] DateOnly Day,
    [property: Id(2)] int Type,
    [property: Id(3)] int Outcome,
    [property: Id(4)] int Perpetrator,
    [property: Id(5)] int Target,
    [property: Id(6)] int Place,
    [property: Id(7)] int Killed,
    [property: Id(8)] int Injured);

/// <summary>A subject's tallies by day and value of each dimension, with the last state of each incident so that it can be corrected.</summary>
[GenerateSerializer]
public sealed class PeerTallies
{
    /// <summary>By incident.</summary>
    [Id(0)]
    public Dictionary<string, PeerChange> Incidents { get; set; } = [];

    /// <summary>By day, dimension and value: incidents, killed, injured.</summary>
    [Id(1)]
    public Dictionary<(int Day, int Dimension, int Value), (int Incidents, int Killed, int Injured)> Cells { get; set; } = [];

    /// <summary>Takes an incident's new state in the place of its last.</summary>
    public void Apply(PeerChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (Incidents.TryGetValue(change.Incident, out var before))
        {
            Add(before, -1);
        }

        Incidents[change.Incident] = change;
        Add(change, 1);
    }

    private void Add(PeerChange change, int sign)
    {
        int[] values = [0, change.Type, change.Outcome, change.Perpetrator, change.Target, change.Place];
        for (var dimension = 0; dimension < values.Length; dimension++)
        {
            var key = (change.Day.DayNumber, dimension, values[dimension]);
            var (incidents, killed, injured) = Cells.GetValueOrDefault(key);
            Cells[key] = (incidents + sign, killed + (sign * change.Killed), injured + (sign * change.Injured));
        }
    }
}

/// <summary>A subject of the peer. Key: its number.</summary>
public interface IPeerSubjectGrain : IGrainWithStringKey;

/// <inheritdoc cref="IPeerSubjectGrain"/>
[ImplicitStreamSubscription(OrleansPeer.Streams)]
public sealed class PeerSubjectGrain([PersistentState("tallies")] IPersistentState<PeerTallies> tallies, PeerCount stored) : Grain, IPeerSubjectGrain
{
    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider(OrleansPeer.Streams).GetStream<PeerChange>(StreamId.Create(OrleansPeer.Streams, this.GetPrimaryKeyString()));
        await stream.SubscribeAsync(async (change, _) =>
        {
            tallies.State.Apply(change);
            await tallies.WriteStateAsync();
            stored.Add();
        });
    }
}
