using System.Net;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Npgsql;

namespace Actors.System.Tests.Cluster;

/// <summary>Silos, two gateways and a balancer as processes of their own, on one PostgreSQL database with the schema's owner and the application apart.</summary>
internal sealed class ClusterProcesses : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PostgresDatabase database;
    private readonly string role;
    private readonly Dictionary<string, string> siloEnvironment;

    private ClusterProcesses(PostgresDatabase database, string role)
    {
        this.database = database;
        this.role = role;
        siloEnvironment = new()
        {
            ["ACTORS_POSTGRES"] = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role }.ConnectionString,
            ["ACTORS_ROLE"] = "silo",
            ["ACTORS_WEBHOOK_NETWORKS"] = "127.0.0.0/8",
        };
    }

    public List<HostProcess> Silos { get; } = [];

    /// <summary>Where clients of the cluster reach the silos.</summary>
    public IReadOnlyList<IPEndPoint> ClusterPorts { get; private set; } = [];

    /// <summary>Two, each on loopback.</summary>
    public List<HostProcess> Gateways { get; } = [];

    /// <summary>The one address of both gateways.</summary>
    public HostProcess Balancer { get; private set; } = null!;

    public PostgresDatabase Database => database;

    /// <summary>The role the silos work as.</summary>
    public string Role => role;

    /// <summary>Makes the schemas with the <c>migrate</c> sub-command, then starts the processes.</summary>
    public static async Task<ClusterProcesses> StartAsync(int silos)
    {
        var database = await PostgresServer.CreateSharedDatabaseAsync();
        var cluster = new ClusterProcesses(database, $"app_{Guid.NewGuid():N}");
        try
        {
            await database.ExecuteAsync($"create role {cluster.role} login");
            await cluster.MigrateAsync();
            var ports = Enumerable.Range(0, silos).Select(_ => FreePort.Take()).ToArray();
            cluster.ClusterPorts = [.. ports.Select(port => new IPEndPoint(IPAddress.Loopback, port))];
            cluster.Silos.AddRange(await Task.WhenAll(ports.Select(port =>
                HostProcess.StartAsync(cluster.folder.Path, cluster.siloEnvironment, "--silo-port", "0", "--cluster-port", $"{port}"))));
            var siloList = string.Join(',', ports.Select(p => $"127.0.0.1:{p}"));
            cluster.Gateways.AddRange(await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
                HostProcess.StartAsync(cluster.folder.Path, environment: null, "--role", "gateway", "--silos", siloList))));
            cluster.Balancer = await HostProcess.StartAsync(
                cluster.folder.Path, environment: null, "--role", "balancer", "--gateways", string.Join(',', cluster.Gateways.Select(g => g.Http.BaseAddress!.Authority)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Silos.Concat(Gateways).Append(Balancer).OfType<HostProcess>())
        {
            await process.DisposeAsync();
        }

        await database.ExecuteAsync($"drop owned by {role}; drop role {role}");
        await database.DisposeAsync();
        folder.Dispose();
    }

    private async Task MigrateAsync()
    {
        var environment = new Dictionary<string, string>(siloEnvironment) { ["ACTORS_POSTGRES_OWNER"] = database.ConnectionString };
        for (var time = 1; time <= 2; time++)
        {
            await using var migrate = await HostProcess.RunAsync(folder.Path, environment, "migrate");
            Assert.True(migrate.ExitCode == 0, migrate.Errors);
            Assert.Contains("up to date", migrate.Output, StringComparison.Ordinal);
        }
    }
}
