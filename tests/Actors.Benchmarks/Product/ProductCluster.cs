using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Actors.Benchmarks.Product;

/// <summary>The product as silos and one gateway, each a process of its own on loopback, on one PostgreSQL database.</summary>
public sealed class ProductCluster : IAsyncDisposable
{
    private const string Says = "listening on ";

    private readonly List<Process> silos = [];
    private Process? gateway;

    private ProductCluster()
    {
    }

    /// <summary>Asks the gateway.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>Starts it on an empty database; returns when every process says where it listens.</summary>
    /// <exception cref="InvalidOperationException">A process ended instead; the message holds what it said.</exception>
    public static async Task<ProductCluster> StartAsync(string connectionString, int count)
    {
        var cluster = new ProductCluster();
        try
        {
            var ports = Enumerable.Range(0, count).Select(_ => FreePort().ToString(CultureInfo.InvariantCulture)).ToArray();
            foreach (var port in ports)
            {
                // The first makes the schemas.
                var silo = Start(connectionString, "--role", "silo", "--http", "http://127.0.0.1:0", "--silo-port", "0", "--cluster-port", port);
                cluster.silos.Add(silo);
                await AddressAsync(silo);
            }

            cluster.gateway = Start(null, "--role", "gateway", "--http", "http://127.0.0.1:0", "--silos", string.Join(',', ports.Select(port => "127.0.0.1:" + port)));
            cluster.Http = new HttpClient { BaseAddress = await AddressAsync(cluster.gateway), Timeout = TimeSpan.FromSeconds(60) };
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor time so far of all processes that run.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var sum = TimeSpan.Zero;
            foreach (var process in silos.Append(gateway!).Where(process => !process.HasExited))
            {
                process.Refresh();
                sum += process.TotalProcessorTime;
            }

            return sum;
        }
    }

    /// <summary>Returns when the world counts so many incidents and the processes rest: the other subjects have theirs.</summary>
    /// <exception cref="TimeoutException">That took more than five minutes.</exception>
    public async Task WaitUntilCountedAsync(int incidents)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var counted = 0L;
        var worked = TimeSpan.MaxValue;
        for (var before = ProcessorTime; counted < incidents || worked > TimeSpan.FromMilliseconds(40);)
        {
            try
            {
                await pulse.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The world counts {counted} of {incidents} incidents after five minutes.");
            }

            var answer = await Http.GetFromJsonAsync<JsonElement>(new Uri("v1/regions/world/tally", UriKind.Relative), CancellationToken.None);
            counted = answer.GetProperty("incidents").GetInt64();
            var now = ProcessorTime;
            (worked, before) = (now - before, now);
        }
    }

    /// <summary>As <c>kill -9</c> of one silo.</summary>
    public void KillSilo(int number)
    {
        silos[number].Kill();
        silos[number].WaitForExit();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var process in silos.Append(gateway).OfType<Process>())
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }
    }

    private static Process Start(string? connectionString, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Actors.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (connectionString is not null)
        {
            start.Environment["ACTORS_POSTGRES"] = connectionString;
        }

        return Process.Start(start)!;
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Says, StringComparison.Ordinal);
            if (at >= 0)
            {
                // What it says later is read, so that it never waits for a reader.
                _ = process.StandardOutput.ReadToEndAsync();
                return new Uri(line[(at + Says.Length)..].Split(' ')[0].TrimEnd('.', ',') + "/");
            }
        }

        throw new InvalidOperationException("A process of the cluster ended before it listened; its last words stand on standard error.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
