using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Chaos;

/// <summary>Silos and gateways on one PostgreSQL database, each a process that can be killed and started again on its ports.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PostgresDatabase database;
    private readonly int[] siloPorts;
    private readonly HostProcess?[] silos;
    private readonly HostProcess?[] gateways;
    private readonly Target[] targets;

    private ChaosCluster(PostgresDatabase database, int silos, int gateways)
    {
        this.database = database;
        siloPorts = [.. Enumerable.Range(0, silos).Select(_ => FreePort.Take())];
        this.silos = new HostProcess?[silos];
        this.gateways = new HostProcess?[gateways];
        targets = [.. Enumerable.Range(0, gateways).Select(_ => new Target())];
    }

    public int SiloCount => silos.Length;

    public int GatewayCount => gateways.Length;

    public static async Task<ChaosCluster> StartAsync(int silos, int gateways)
    {
        var cluster = new ChaosCluster(await PostgresServer.CreateSharedDatabaseAsync(), silos, gateways);
        try
        {
            // The first makes the schemas; the others start beside each other.
            await cluster.StartSiloAsync(0);
            await Task.WhenAll(Enumerable.Range(1, silos - 1).Select(cluster.StartSiloAsync));
            await Task.WhenAll(Enumerable.Range(0, gateways).Select(cluster.StartGatewayAsync));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A gateway that is up; <paramref name="turn"/> spreads those who ask over them.</summary>
    public async Task<HttpClient> GatewayAsync(int turn, CancellationToken cancellationToken)
    {
        var first = targets[turn % targets.Length].HttpAsync(cancellationToken);
        return first.IsCompleted
            ? await first
            : await await Task.WhenAny(targets.Select(t => t.HttpAsync(cancellationToken)));
    }

    public async Task KillSiloAsync(int silo)
    {
        await silos[silo]!.KillAsync();
        await silos[silo]!.DisposeAsync();
        silos[silo] = null;
    }

    public async Task KillGatewayAsync(int gateway)
    {
        targets[gateway].Down();
        await gateways[gateway]!.KillAsync();
        await gateways[gateway]!.DisposeAsync();
        gateways[gateway] = null;
    }

    public async Task StartSiloAsync(int silo) => silos[silo] = await HostProcess.StartAsync(
        folder.Path,
        new Dictionary<string, string> { ["ACTORS_POSTGRES"] = database.ConnectionString },
        "--role", "silo", "--silo-port", "0", "--cluster-port", $"{siloPorts[silo]}");

    public async Task StartGatewayAsync(int gateway)
    {
        var process = await HostProcess.StartAsync(
            folder.Path, environment: null, "--role", "gateway", "--silos", string.Join(',', siloPorts.Select(p => $"127.0.0.1:{p}")));
        gateways[gateway] = process;
        targets[gateway].Up(process.Http);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in gateways.Concat(silos).OfType<HostProcess>())
        {
            await process.DisposeAsync();
        }

        await database.DisposeAsync();
        folder.Dispose();
    }
}
