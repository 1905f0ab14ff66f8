using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Actors.Testing;

/// <summary>
/// A PostgreSQL server for tests. The shared one is started once per test run in a folder of its own (fsync on, loopback
/// only), or is the one that <c>ACTORS_TEST_POSTGRES</c> names; every test makes its own database in it. The server ends
/// when the test process ends, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);

    private readonly string folder;
    private readonly int port;
    private string listensOn = "127.0.0.1";
    private Process? process;

    private PostgresServer(string folder, int port, string connectionString)
    {
        this.folder = folder;
        this.port = port;
        ConnectionString = connectionString;
    }

    /// <summary>Why PostgreSQL tests are skipped here, or null when they run.</summary>
    public static string? SkipReason { get; } = RequireAll.SkipUnless(
        Named is not null || Binaries is not null,
        "PostgreSQL is not installed here: install its server, or set ACTORS_TEST_POSTGRES to the connection string of a server where databases can be created.");

    /// <summary>Connects to the server's own database as a superuser.</summary>
    public string ConnectionString { get; }

    private static string? Named => Environment.GetEnvironmentVariable("ACTORS_TEST_POSTGRES") is { Length: > 0 } named ? named : null;

    private static string? Binaries => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));

    /// <summary>The server shared by all tests of the run; it is started by whoever asks first.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>A new database in the shared server.</summary>
    public static async Task<PostgresDatabase> CreateSharedDatabaseAsync() => await (await SharedAsync()).CreateDatabaseAsync();

    /// <summary>A server of the caller's own, for tests that stop it.</summary>
    /// <param name="parent">Where its folder is made; default the temporary folder.</param>
    /// <param name="beyondLoopback">An address of this machine on which it listens too, and the network that may connect there.</param>
    public static async Task<PostgresServer> StartOwnAsync(string? parent = null, (IPAddress Address, IPNetwork Network)? beyondLoopback = null)
    {
        var binaries = Binaries ?? throw new InvalidOperationException("PostgreSQL's server programs are not installed here.");
        var folder = Path.Combine(parent ?? Path.GetTempPath(), $"actors-postgres-{Guid.NewGuid():N}");
        await RunAsync("sh", "-c", $"mkdir -m 700 '{folder}' && exec '{binaries}/initdb' -D '{folder}/data' -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync");
        var port = FreePort();
        var server = new PostgresServer(folder, port, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true");
        if (beyondLoopback is { } reach)
        {
            server.listensOn += "," + reach.Address;
            await RunAsync("sh", "-c", $"echo 'host all all {reach.Network} trust' >>'{folder}/data/pg_hba.conf'");
        }

        await server.StartAsync();
        return server;
    }

    /// <summary>A new database in this server.</summary>
    public Task<PostgresDatabase> CreateDatabaseAsync() => PostgresDatabase.CreateAsync(ConnectionString);

    /// <summary>Starts the server after <see cref="StopAsync"/>, on the same port with the same data.</summary>
    public async Task StartAsync()
    {
        // The shell waits on its input: when this process ends, even by kill −9, the input closes and the server is stopped.
        var command = $"""
            '{Binaries}/postgres' -D '{folder}/data' -p {port} -c listen_addresses={listensOn} -c unix_socket_directories='{folder}' -c max_connections=200 -c shared_buffers=128MB >'{folder}/log' 2>&1 &
            server=$!
            read -r mode
            kill -$mode $server || kill -INT $server
            wait $server
            test -n "$mode" || rm -rf '{folder}'
            """;
        process = Process.Start(StartInfo("sh", "-c", command)) ?? throw new InvalidOperationException("The shell did not start.");
        await Eventually.HoldsAsync($"PostgreSQL answers on port {port} (log in {folder}/log)", AnswersAsync, TimeSpan.FromSeconds(60));
    }

    /// <summary>Stops the server; connections are cut (<paramref name="immediately"/>: as in a crash).</summary>
    public async Task StopAsync(bool immediately = false)
    {
        if (process is not null)
        {
            await process.StandardInput.WriteLineAsync(immediately ? "QUIT" : "INT");
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>Stops the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(immediately: true);
        await RunAsync("rm", "-rf", folder);
    }

    private static async Task<PostgresServer> StartSharedAsync() =>
        Named is { } connectionString ? new PostgresServer("", 0, connectionString) : await StartOwnAsync();

    /// <summary>True when it accepts a connection; one that could not go on, for want of room on its disk say, has ended.</summary>
    public async Task<bool> AnswersAsync()
    {
        if (process is { HasExited: true })
        {
            throw new InvalidOperationException($"PostgreSQL ended at once: {(File.Exists($"{folder}/log") ? await File.ReadAllTextAsync($"{folder}/log") : "no log")}");
        }

        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var child = Process.Start(StartInfo(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {child.ExitCode}: {await output} {await errors}");
        }
    }

    private static ProcessStartInfo StartInfo(string program, params string[] arguments)
    {
        // PostgreSQL refuses to run as root; its own user is there wherever its packages are installed.
        List<string> words = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
        return new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
