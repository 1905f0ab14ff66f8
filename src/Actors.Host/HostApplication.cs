using System.Net;
using System.Net.Sockets;
using Actors.Gateway;
using Actors.Gateway.Reports;
using Actors.Host.Configuration;
using Actors.Host.Health;
using Actors.Host.Limits;
using Actors.Host.Membership;
using Actors.Host.Security;
using Actors.Host.Storage;
using Actors.Host.Telemetry;
using Actors.Page;
using Microsoft.AspNetCore.Connections;

namespace Actors.Host;

/// <summary>Puts one process together: silo, gateway or both, behind one HTTP server.</summary>
internal static class HostApplication
{
    /// <summary>How long a stop may take: a silo hands over its partitions and writes its snapshots.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Settings are read once. Watched for changes, every write below the working folder wakes each process that was started there, the embedded
    /// database's own writes too: 3 to 5 % of the processor under load.
    /// </summary>
    private const string UnwatchedConfiguration = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Builds and starts it.</summary>
    /// <param name="stores">The databases of a silo; null for role gateway.</param>
    /// <exception cref="StartupException">A port was taken in the meantime, or an address is not one of this machine.</exception>
    public static async Task<WebApplication> StartAsync(ActorsOptions options, Stores? stores, TimeProvider timeProvider)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(HostApplication).Assembly.GetName().Name,
            Args = [UnwatchedConfiguration],
        });
        HostLogging.Configure(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimits.Apply(kestrel.Limits);
            kestrel.Listen(options.Http);
            if (options.Metrics is not null)
            {
                kestrel.Listen(options.Metrics);
            }
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

        if (options.HasApi)
        {
            builder.Services.AddActorsGateway();
            builder.Services.AddActorsPage();
            builder.Services.AddRequestLimits(options);
        }

        if (options.HasAuthentication)
        {
            builder.Services.AddAuthenticator(options);
            builder.Services.AddSingleton<Sender, ApiKeySender>();
        }

        var app = builder.Build();
        Map(app, options);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new StartupException($"{options.Http} is in use by another program: stop that one, or choose another port with ACTORS_HTTP.", fault);
        }
    }

    private static void Map(WebApplication app, ActorsOptions options)
    {
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMetricsRule(options);
        if (options.HasSilo)
        {
            app.UseLease(app.Services.GetRequiredService<MembershipLease>());
        }

        app.MapHealth();
        app.MapMetrics();
        if (options.HasApi)
        {
            app.MapActorsGateway(gateway =>
            {
                if (options.HasAuthentication)
                {
                    gateway.UseMiddleware<ApiKeyMiddleware>();
                }

                gateway.UseRequestLimits();
            });
            app.MapActorsPage();
        }
    }

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
