using System.Collections;
using System.Net;
using System.Net.Sockets;
using Actors.Gateway;
using Actors.Host.Configuration;
using Actors.Host.Health;
using Actors.Host.Membership;
using Actors.Host.Sample;
using Actors.Host.Storage;
using Actors.Host.Telemetry;

namespace Actors.Host;

/// <summary>The program: reads its settings, opens its database, serves until it is stopped.</summary>
public static class HostProgram
{
    /// <summary>Runs to the end; returns one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "");
            var workingFolder = Directory.GetCurrentDirectory();
            var (command, values) = SettingSources.Collect(arguments, environment, workingFolder);
            if (command == HostCommand.Help)
            {
                await output.WriteAsync(HelpText.Write());
                return ExitCodes.Success;
            }

            var options = ActorsOptionsReader.Read(values, workingFolder);
            if (command == HostCommand.Migrate)
            {
                await MigrateAsync(options, output);
            }
            else
            {
                await ServeAsync(options, output);
            }

            return ExitCodes.Success;
        }
        catch (StartupException fault)
        {
            await errors.WriteLineAsync("actors: " + fault.Message.ReplaceLineEndings(" "));
            return ExitCodes.CannotStart;
        }
    }

    private static async Task MigrateAsync(ActorsOptions options, TextWriter output)
    {
        if (options.Postgres is null)
        {
            throw new StartupException("migrate works on PostgreSQL: set ACTORS_POSTGRES. The embedded database is brought up to date whenever it is opened.");
        }

        await PostgreSqlDatabase.MigrateAsync(options, CancellationToken.None);
        await output.WriteLineAsync("The schemas ledger and orleans are up to date.");
    }

    private static async Task ServeAsync(ActorsOptions options, TextWriter output)
    {
        var timeProvider = TimeProvider.System;
        Ports.CheckHttp(options.Http);
        using var loggers = LoggerFactory.Create(HostLogging.Configure);
        await using var stores = options.Role == HostRole.Gateway ? null : await Stores.OpenAsync(options, timeProvider, loggers, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(HostProgram).Assembly.GetName().Name });
        HostLogging.Configure(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Http);
        });
        builder.Services.AddTelemetry(options.Role.ToString().ToLowerInvariant());
        builder.Services.AddHealth(options.Role);
        if (stores is null)
        {
            builder.AddCluster(options, timeProvider);
        }
        else
        {
            builder.AddSilo(options, stores, await ResolveSiloHostAsync(options.SiloHost), timeProvider);
        }

        if (options.Role != HostRole.Silo)
        {
            builder.Services.AddActorsGateway();
        }

        await using var app = builder.Build();
        if (stores is not null)
        {
            app.UseLease(app.Services.GetRequiredService<MembershipLease>());
        }

        app.MapHealth();
        app.MapMetrics();
        if (options.Role != HostRole.Silo)
        {
            app.MapActorsGateway();
        }

        await app.StartAsync();
        await output.WriteLineAsync($"Actors is listening on {app.Urls.First()} ({Describe(options)}). Stop it with Ctrl-C.");
        if (options.Sample)
        {
            await SampleRun.RunAsync(app, stores!.Ledger, output);
        }

        await app.WaitForShutdownAsync();
    }

    private static string Describe(ActorsOptions options) => options.Role switch
    {
        HostRole.Gateway => "gateway of " + string.Join(", ", options.Silos.Select(s => $"{s.Host}:{s.Port}")),
        _ when options.IsEmbedded => $"embedded database in {options.DataFolder}",
        HostRole.Silo => "silo on PostgreSQL",
        _ => "silo and gateway on PostgreSQL",
    };

    private static async Task<IPAddress> ResolveSiloHostAsync(string host)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork)).First();
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or InvalidOperationException)
        {
            throw new StartupException($"ACTORS_SILO_HOST is '{host}', which has no IPv4 address here ({fault.Message}): name an address of this machine.", fault);
        }
    }
}
