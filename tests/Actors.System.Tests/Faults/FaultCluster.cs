using System.Net;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Npgsql;

namespace Actors.System.Tests.Faults;

/// <summary>
/// Silos and gateways as processes that can be killed and started again on their ports, on a PostgreSQL server of their own behind a link that can
/// be made slow.
/// </summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private const int MaxSilos = 4;
    private readonly TemporaryFolder folder = new();
    private readonly SlowLink link;
    private readonly PostgresDatabase database;
    private readonly int[] siloPorts = [.. Enumerable.Range(0, MaxSilos).Select(_ => FreePort.Take())];
    private readonly HostProcess?[] silos = new HostProcess?[MaxSilos];
    private readonly HostProcess?[] gateways;
    private readonly Target[] targets;

    private FaultCluster(PostgresServer server, PostgresDatabase database, int gateways)
    {
        (Server, this.database) = (server, database);
        link = SlowLink.Start(IPAddress.Loopback, new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);
        this.gateways = new HostProcess?[gateways];
        targets = [.. Enumerable.Range(0, gateways).Select(_ => new Target())];
    }

    /// <summary>The database's server.</summary>
    public PostgresServer Server { get; }

    /// <summary>Between the silos and the database.</summary>
    public SlowLink Link => link;

    /// <summary>Numbers of the silos that run.</summary>
    public IReadOnlyList<int> Silos => [.. Enumerable.Range(0, MaxSilos).Where(s => silos[s] is not null)];

    public int GatewayCount => gateways.Length;

    /// <param name="serverParent">Where the database server keeps its files; null: in the temporary folder.</param>
    public static async Task<FaultCluster> StartAsync(int silos, int gateways, string? serverParent = null)
    {
        var server = await PostgresServer.StartOwnAsync(serverParent);
        var cluster = new FaultCluster(server, await server.CreateDatabaseAsync(), gateways);
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
        var first = targets[(turn & int.MaxValue) % targets.Length].HttpAsync(cancellationToken);
        return first.IsCompleted ? await first : await await Task.WhenAny(targets.Select(t => t.HttpAsync(cancellationToken)));
    }

    /// <summary>The process of a silo that runs.</summary>
    public HostProcess Silo(int silo) => silos[silo] ?? throw new InvalidOperationException($"Silo {silo} does not run.");

    /// <summary>The last that each process has logged.</summary>
    public string Logs() => string.Join('\n', silos.Concat(gateways).OfType<HostProcess>().Select((p, i) =>
        $"process {i}, {(p.HasEnded ? $"ended with {p.ExitCode}" : "running")}:\n{string.Join('\n', p.Errors.Split('\n').TakeLast(30))}"));

    public async Task KillSiloAsync(int silo)
    {
        await Silo(silo).KillAsync();
        await ForgetSiloAsync(silo);
    }

    /// <summary>As Ctrl-C: it hands its partitions over.</summary>
    public async Task StopSiloAsync(int silo)
    {
        await Silo(silo).InterruptAsync();
        await ForgetSiloAsync(silo);
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
        new Dictionary<string, string> { ["ACTORS_POSTGRES"] = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = link.Port }.ConnectionString },
        "--role", "silo", "--silo-port", "0", "--cluster-port", $"{siloPorts[silo]}");

    /// <summary>Starts a silo again that ended by itself, as whoever supervises it would.</summary>
    public async Task ReviveAsync(int silo)
    {
        if (Silo(silo).HasEnded)
        {
            await ForgetSiloAsync(silo);
            await StartSiloAsync(silo);
        }
    }

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

        await database.DataSource.DisposeAsync();
        await link.DisposeAsync();
        await Server.DisposeAsync();
        folder.Dispose();
    }

    private async Task ForgetSiloAsync(int silo)
    {
        await Silo(silo).DisposeAsync();
        silos[silo] = null;
    }
}
