using System.Net;
using Actors.Abstractions.Intake;
using Actors.Gateway;
using Actors.Grains.Routing;
using Actors.Host;
using Actors.Host.Configuration;
using Actors.Host.Health;
using Actors.Host.Membership;
using Actors.Host.Storage;
using Actors.Host.Telemetry;
using Actors.Ledger;

namespace Actors.Benchmarks.Product;

/// <summary>The product as one process on PostgreSQL: silo and gateway, put together as its own program does.</summary>
public sealed class RunningProduct : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Stores stores;
    private readonly ILoggerFactory loggers;

    private RunningProduct(WebApplication app, Stores stores, ILoggerFactory loggers)
    {
        this.app = app;
        this.stores = stores;
        this.loggers = loggers;
        Grains = app.Services.GetRequiredService<IGrainFactory>();
        Intake = Grains.GetGrain<IIntakeGrain>(0);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>Calls grains from within the process.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Where reports enter.</summary>
    public IIntakeGrain Intake { get; }

    /// <summary>Services of the silo.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>A client of the HTTP API.</summary>
    public HttpClient Http { get; }

    /// <summary>The ledger beneath.</summary>
    public ILedger Ledger => stores.Ledger;

    /// <summary>Starts it on a database.</summary>
    /// <param name="connectionString">An empty database, or one it was started on before.</param>
    /// <param name="partitions">Data partitions.</param>
    /// <param name="addTo">Adds services of the benchmark.</param>
    /// <param name="map">Adds endpoints of the benchmark.</param>
    public static async Task<RunningProduct> StartAsync(
        string connectionString,
        int partitions,
        Action<IServiceCollection>? addTo = null,
        Action<WebApplication>? map = null)
    {
        var options = new ActorsOptions { Postgres = connectionString, Partitions = partitions, Http = new IPEndPoint(IPAddress.Loopback, 0) };
        var loggers = LoggerFactory.Create(HostLogging.Configure);
        var stores = await Stores.OpenAsync(options, TimeProvider.System, loggers, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(RunningProduct).Assembly.GetName().Name });
        HostLogging.Configure(builder.Logging);
        builder.Logging.AddFilter("Actors", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Http);
        });
        builder.Services.AddTelemetry("all");
        builder.Services.AddHealth(options.Role);
        builder.AddSilo(options, stores, IPAddress.Loopback, TimeProvider.System);
        builder.Services.AddActorsGateway();
        addTo?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseLease(app.Services.GetRequiredService<MembershipLease>());
        app.MapHealth();
        app.MapMetrics();
        app.MapActorsGateway();
        map?.Invoke(app);
        await app.StartAsync();
        return new RunningProduct(app, stores, loggers);
    }

    /// <summary>Returns when every entry recorded so far was applied by every subject it concerns.</summary>
    /// <exception cref="TimeoutException">That took more than five minutes.</exception>
    public async Task WaitUntilAppliedAsync()
    {
        var heads = await Ledger.ReadHeadsAsync(CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var partition = 0; partition < Ledger.PartitionCount; partition++)
        {
            var router = Grains.GetGrain<ILedgerRouterGrain>(partition.ToString(System.Globalization.CultureInfo.InvariantCulture));
            while (await router.GetStatusAsync() is var status && (status.Position < heads[partition] || status.Behind.Count > 0))
            {
                try
                {
                    await pulse.WaitForNextTickAsync(deadline.Token);
                }
                catch (OperationCanceledException)
                {
                    throw new TimeoutException($"Partition {partition} is at {status.Position} of {heads[partition]} with {status.Behind.Count} subjects behind, after five minutes.");
                }
            }
        }
    }

    /// <summary>Returns when the process rests: subjects considered what was reported late (an import's levels come some seconds after its tallies), and
    /// snapshots are written. A question measured before that measures the waiting for a processor.</summary>
    /// <exception cref="TimeoutException">It did not within five minutes.</exception>
    public static async Task SettleAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var before = Environment.CpuUsage.TotalTime;
        for (var quiet = 0; quiet < 3;)
        {
            try
            {
                await second.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The process was still at work five minutes after the last report.");
            }

            var now = Environment.CpuUsage.TotalTime;
            quiet = now - before < TimeSpan.FromMilliseconds(100) ? quiet + 1 : 0;
            before = now;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await stores.DisposeAsync();
        loggers.Dispose();
    }
}
