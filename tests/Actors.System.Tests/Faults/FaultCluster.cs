using System.Net;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Npgsql;

namespace Actors.System.Tests.Faults;

/// <summary>Silos and gateways as processes that can be killed and started again on their ports, on a PostgreSQL server of their own.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private const int MaxSilos = 4;

    /// <summary>The role the silos work as: what <c>migrate</c> sets for it (keep-alive times) counts when one vanishes.</summary>
    private const string Application = "actors_app";

    private readonly FaultClusterSettings settings;
    private readonly TemporaryFolder folder = new();
    private readonly SlowLink? link;
    private readonly PostgresDatabase database;

    /// <summary>Where gateways reach the silos: the same after a restart.</summary>
    private readonly int[] clusterPorts = [.. Enumerable.Range(0, MaxSilos).Select(_ => FreePort.Take())];
    private readonly HostProcess?[] silos = new HostProcess?[MaxSilos];
    private readonly HostProcess?[] gateways;
    private readonly Target[] targets;

    private FaultCluster(FaultClusterSettings settings, PostgresServer server, PostgresDatabase database)
    {
        (this.settings, Server, this.database) = (settings, server, database);
        link = settings.Network is null ? SlowLink.Start(IPAddress.Loopback, PortOf(database.ConnectionString)) : null;
        gateways = new HostProcess?[settings.Gateways];
        targets = [.. gateways.Select(_ => new Target())];
    }

    /// <summary>The database's server.</summary>
    public PostgresServer Server { get; }

    /// <summary>The disk of the database.</summary>
    public SmallDisk Disk => settings.Disk ?? throw new InvalidOperationException("The database has no disk of its own.");

    /// <summary>The machines of the silos, by their numbers.</summary>
    public MachineNetwork Network => settings.Network ?? throw new InvalidOperationException("The silos are not on machines of their own.");

    /// <summary>Between the silos and the database.</summary>
    public SlowLink Link => link ?? throw new InvalidOperationException("The silos reach the database directly.");

    /// <summary>Numbers of the silos that run.</summary>
    public IReadOnlyList<int> Silos => [.. Enumerable.Range(0, MaxSilos).Where(s => silos[s] is not null)];

    public int GatewayCount => gateways.Length;

    /// <summary>As many silos as it can be scaled to.</summary>
    public int SilosAtMost => settings.Network?.Machines.Count ?? MaxSilos;

    public static async Task<FaultCluster> StartAsync(FaultClusterSettings settings)
    {
        var server = await PostgresServer.StartOwnAsync(settings.Disk?.Path, settings.Network is { } network ? (network.Address, network.Range) : null);
        var cluster = new FaultCluster(settings, server, await server.CreateDatabaseAsync());
        try
        {
            await cluster.MigrateAsync();
            await Task.WhenAll(Enumerable.Range(0, settings.Silos).Select(cluster.StartSiloAsync));
            await Task.WhenAll(Enumerable.Range(0, settings.Gateways).Select(cluster.StartGatewayAsync));
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

    public Task StartSiloAsync(int silo) => StartSiloAsync(silo, new Dictionary<string, string>());

    /// <summary>Starts a silo with a wall clock of its own, which shows the right time at first.</summary>
    public async Task<JumpingClock> StartSiloWithClockAsync(int silo)
    {
        var clock = new JumpingClock(folder.File($"clock{silo}"));
        await StartSiloAsync(silo, clock.Environment);
        return clock;
    }

    /// <summary>Waits until a silo that was cut off is ready again, or has learnt that it was declared dead, and ended.</summary>
    public Task RejoinsAsync(int silo) => Eventually.HoldsAsync(
        $"silo {silo} is ready again, or has ended, once it can reach the others",
        async () => Silo(silo).HasEnded || await IsReadyAsync(Silo(silo)),
        TimeSpan.FromSeconds(60));

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
            folder.Path, environment: null, "--role", "gateway", "--silos", string.Join(',', clusterPorts.Take(SilosAtMost).Select((port, s) => $"{AddressOf(s)}:{port}")));
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
        if (link is not null)
        {
            await link.DisposeAsync();
        }

        await Server.DisposeAsync();
        folder.Dispose();
    }

    private static int PortOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Port;

    private IPAddress AddressOf(int silo) => settings.Network?.Machines[silo].Address ?? IPAddress.Loopback;

    /// <summary>How processes of the cluster reach the database.</summary>
    private string ConnectionOf(string role) => new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        Username = role,
        Host = (settings.Network?.Address ?? IPAddress.Loopback).ToString(),
        Port = link?.Port ?? PortOf(database.ConnectionString),
    }.ConnectionString;

    private async Task MigrateAsync()
    {
        await database.ExecuteAsync($"create role {Application} login");
        var environment = new Dictionary<string, string> { ["ACTORS_POSTGRES"] = ConnectionOf(Application), ["ACTORS_POSTGRES_OWNER"] = ConnectionOf("postgres"), ["ACTORS_ROLE"] = "silo" };
        await using var migrate = await HostProcess.RunAsync(folder.Path, environment, "migrate");
        Assert.True(migrate.ExitCode == 0, migrate.Errors);
    }

    private async Task StartSiloAsync(int silo, IReadOnlyDictionary<string, string> more)
    {
        var environment = new Dictionary<string, string>(more) { ["ACTORS_POSTGRES"] = ConnectionOf(Application) };
        string[] arguments = ["--role", settings.SilosAnswer ? "all" : "silo", "--silo-port", "0", "--cluster-port", $"{clusterPorts[silo]}"];
        silos[silo] = settings.Network is { } network
            ? await HostProcess.StartThroughAsync(
                network.Machines[silo].Enter, network.Machines[silo].Handler(), folder.Path, environment, ["--silo-host", $"{network.Machines[silo].Address}", .. arguments])
            : await HostProcess.StartAsync(folder.Path, environment, arguments);
    }

    private static async Task<bool> IsReadyAsync(HostProcess silo)
    {
        try
        {
            using var response = await silo.Http.GetAsync("health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (Outage.IsSeenAs(failure))
        {
            return false;
        }
    }

    private async Task ForgetSiloAsync(int silo)
    {
        await Silo(silo).DisposeAsync();
        silos[silo] = null;
    }
}
