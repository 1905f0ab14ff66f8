using System.Collections;
using System.Net;
using Actors.Host.Balancing;
using Actors.Host.Configuration;
using Actors.Host.Sample;
using Actors.Host.Storage;

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
            return command switch
            {
                HostCommand.Migrate => await MigrateAsync(options, output),
                HostCommand.Verify => await VerifyAsync(options, output),
                _ => await ServeAsync(options, output),
            };
        }
        catch (StartupException fault)
        {
            await errors.WriteLineAsync("actors: " + fault.Message.ReplaceLineEndings(" "));
            return ExitCodes.CannotStart;
        }
    }

    private static async Task<int> MigrateAsync(ActorsOptions options, TextWriter output)
    {
        if (options.Postgres is null)
        {
            throw new StartupException("migrate works on PostgreSQL: set ACTORS_POSTGRES. The embedded database is brought up to date whenever it is opened.");
        }

        await PostgreSqlDatabase.MigrateAsync(options, CancellationToken.None);
        await output.WriteLineAsync("The schemas ledger and orleans are up to date.");
        return ExitCodes.Success;
    }

    /// <summary>Starts on a free port of its own, so that nothing but the verification reaches it.</summary>
    private static async Task<int> VerifyAsync(ActorsOptions options, TextWriter output)
    {
        if (options.Role != HostRole.All)
        {
            throw new StartupException("verify works with role all: leave ACTORS_ROLE unset, or ask a running gateway with POST /v1/verify.");
        }

        options = options with { Http = new(IPAddress.Loopback, 0), SiloPort = 0, ClusterPort = 0, Sample = false };
        using var loggers = LoggerFactory.Create(HostLogging.Configure);
        await using var stores = await Stores.OpenAsync(options, TimeProvider.System, loggers, CancellationToken.None);
        await using var app = await HostApplication.StartAsync(options, stores, TimeProvider.System);
        using var http = ClientOf(app);
        http.Timeout = Timeout.InfiniteTimeSpan;
        try
        {
            return await Verification.RunAsync(http, output, app.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException stopped) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new StartupException("verify was stopped before its end: nothing is proven. Run it again.", stopped);
        }
        finally
        {
            await app.StopAsync();
        }
    }

    private static async Task<int> ServeAsync(ActorsOptions options, TextWriter output)
    {
        Ports.CheckHttp(options.Http, Setting.Http);
        if (options.Metrics is not null)
        {
            Ports.CheckHttp(options.Metrics, Setting.Metrics);
        }

        if (options.Role == HostRole.Balancer)
        {
            return await Balancer.RunAsync(options, output);
        }

        using var loggers = LoggerFactory.Create(HostLogging.Configure);
        await using var stores = !options.HasSilo ? null : await Stores.OpenAsync(options, TimeProvider.System, loggers, CancellationToken.None);
        await using var app = await HostApplication.StartAsync(options, stores, TimeProvider.System);
        await output.WriteLineAsync($"Actors is listening on {app.Urls.First()} ({Describe(options)}). Stop it with Ctrl-C.");
        if (options.Sample)
        {
            using var http = ClientOf(app);
            await new SampleDay(stores!.Ledger, http, output, TimeProvider.System).RunAsync(app.Lifetime.ApplicationStopping);
        }

        await app.WaitForShutdownAsync();
        return ExitCodes.Success;
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First().TrimEnd('/') + "/") };

    private static string Describe(ActorsOptions options) => options.Role switch
    {
        HostRole.Gateway => "gateway of " + string.Join(", ", options.Silos.Select(s => $"{s.Host}:{s.Port}")),
        _ when options.IsEmbedded => $"embedded database in {options.DataFolder}",
        HostRole.Silo => "silo on PostgreSQL",
        _ => "silo and gateway on PostgreSQL",
    };
}
