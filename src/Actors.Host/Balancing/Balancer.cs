using Actors.Host.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Actors.Host.Balancing;

/// <summary>The process of role balancer.</summary>
internal static class Balancer
{
    /// <summary>Runs until it is stopped; returns the exit code.</summary>
    public static async Task<int> RunAsync(ActorsOptions options, TextWriter output)
    {
        var builder = WebApplication.CreateSlimBuilder();
        HostLogging.Configure(builder.Logging);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<BalancerHandler>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Http, listen => listen.UseConnectionHandler<BalancerHandler>()));
        await using var app = builder.Build();
        await app.StartAsync();
        await output.WriteLineAsync($"Actors is listening on {app.Urls.First()} (balancer of {string.Join(", ", options.Gateways.Select(g => $"{g.Host}:{g.Port}"))}). Stop it with Ctrl-C.");
        await app.WaitForShutdownAsync();
        return ExitCodes.Success;
    }
}
