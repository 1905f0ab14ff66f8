using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Upgrade;

/// <summary>Silos and gateways as processes of two releases on one database; each is stopped as an upgrade stops it and started again as another release.</summary>
internal sealed class UpgradeCluster : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PostgresDatabase database;
    private readonly int[] ports;
    private readonly HostProcess?[] silos;
    private readonly HostProcess?[] gateways;
    private readonly Target[] targets;
    private readonly List<(string Name, HostProcess Process)> all = [];

    private UpgradeCluster(PostgresDatabase database, int silos, int gateways)
    {
        this.database = database;
        ports = [.. Enumerable.Range(0, silos).Select(_ => FreePort.Take())];
        this.silos = new HostProcess?[silos];
        this.gateways = new HostProcess?[gateways];
        targets = [.. Enumerable.Range(0, gateways).Select(_ => new Target())];
    }

    public PostgresDatabase Database => database;

    /// <summary>What every process there ever was has logged, by line, each with the process' name before it.</summary>
    public IEnumerable<string> LogLines => all.SelectMany(p => p.Process.Errors.Split('\n').Select(line => $"{p.Name}: {line}"));

    /// <param name="release">What all begin as.</param>
    public static async Task<UpgradeCluster> StartAsync(Release release, int silos, int gateways)
    {
        var cluster = new UpgradeCluster(await PostgresServer.CreateSharedDatabaseAsync(), silos, gateways);
        try
        {
            await cluster.MigrateAsync(release);
            await Task.WhenAll(Enumerable.Range(0, silos).Select(s => cluster.StartSiloAsync(s, release)));
            await Task.WhenAll(Enumerable.Range(0, gateways).Select(g => cluster.StartGatewayAsync(g, release)));
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

    /// <summary>A certain gateway.</summary>
    public HttpClient Gateway(int gateway) => gateways[gateway]!.Http;

    /// <summary>The sub-command <c>migrate</c> of a release.</summary>
    public async Task MigrateAsync(Release release)
    {
        await using var migrate = await HostProcess.RunProgramAsync(release.Program, folder.Path, Environment, "migrate");
        Assert.True(migrate.ExitCode == 0, $"migrate of {release.Name}: {migrate.Errors}");
    }

    /// <summary>Stops a silo as Ctrl-C does and starts it again as this release; returns how long the stop took.</summary>
    public async Task<TimeSpan> ReplaceSiloAsync(int silo, Release release)
    {
        var process = silos[silo]!;
        var took = await process.InterruptAsync();
        Assert.True(process.ExitCode == 0, $"silo {silo} ended with {process.ExitCode} when it was stopped: {process.Errors}");
        await StartSiloAsync(silo, release);
        return took;
    }

    /// <summary>Stops a gateway as Ctrl-C does and starts it again as this release.</summary>
    public async Task ReplaceGatewayAsync(int gateway, Release release)
    {
        targets[gateway].Down();
        await gateways[gateway]!.InterruptAsync();
        await StartGatewayAsync(gateway, release);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in all.AsEnumerable().Reverse())
        {
            await process.DisposeAsync();
        }

        await database.DisposeAsync();
        folder.Dispose();
    }

    private Dictionary<string, string> Environment => new() { ["ACTORS_POSTGRES"] = database.ConnectionString };

    private async Task StartSiloAsync(int silo, Release release) => silos[silo] = Keep(
        $"silo {silo} of {release.Name}",
        await HostProcess.StartProgramAsync(release.Program, folder.Path, Environment, "--role", "silo", "--silo-port", "0", "--cluster-port", $"{ports[silo]}"));

    private async Task StartGatewayAsync(int gateway, Release release)
    {
        var process = Keep(
            $"gateway {gateway} of {release.Name}",
            await HostProcess.StartProgramAsync(release.Program, folder.Path, environment: null, "--role", "gateway", "--silos", string.Join(',', ports.Select(p => $"127.0.0.1:{p}"))));
        gateways[gateway] = process;
        targets[gateway].Up(process.Http);
    }

    private HostProcess Keep(string name, HostProcess process)
    {
        lock (all)
        {
            all.Add((name, process));
        }

        return process;
    }
}
