using System.Net;
using System.Net.Sockets;
using Actors.Host.Configuration;
using Orleans.Messaging;

namespace Actors.Host.Membership;

/// <summary>
/// Where a gateway finds silos: the names it was given, each asked of DNS again at every refresh, so that silos that come and go
/// under one name are found without a restart and without database credentials. Those that do not answer are left out, and Orleans then closes
/// its connections to them: by itself it would go on sending to a silo that was cut off until the system gives the connection up, after minutes.
/// </summary>
internal sealed partial class SiloDirectory(ActorsOptions options, CallsInFlight calls, TimeProvider timeProvider, ILogger<SiloDirectory> logger) : IGatewayListProvider
{
    private HashSet<IPEndPoint> answering = [];

    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(5);

    [Obsolete("Orleans treats every list as updatable.")]
    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways()
    {
        var found = new HashSet<IPEndPoint>();
        foreach (var silo in options.Silos)
        {
            foreach (var address in await ResolveAsync(silo.Host))
            {
                found.Add(new(address, silo.Port));
            }
        }

        var asked = await Task.WhenAll(found.Select(async silo => (Silo: silo, Answers: await SiloProbe.AnswersAsync(silo, timeProvider, CancellationToken.None))));
        var answered = asked.Where(a => a.Answers).Select(a => a.Silo).ToHashSet();
        foreach (var lost in Interlocked.Exchange(ref answering, answered).Except(answered))
        {
            LogLost(lost);
            calls.EndAsync().Ignore();
        }

        // Where none answers, this gateway may be the one that is cut off: nothing is gained by forgetting them.
        return [.. (answered.Count > 0 ? answered : found).Select(silo => silo.ToGatewayUri())];
    }

    private static async Task<IPAddress[]> ResolveAsync(string host)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            // A stopped container's name is gone from DNS; the other names may still answer. With none left Orleans reports that
            // there is no gateway, and readiness says so.
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} does not answer any more: this gateway asks others")]
    private partial void LogLost(IPEndPoint silo);
}
