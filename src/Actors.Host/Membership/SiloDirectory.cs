using System.Net;
using System.Net.Sockets;
using Actors.Host.Configuration;
using Orleans.Messaging;

namespace Actors.Host.Membership;

/// <summary>
/// Where a gateway finds silos: the names it was given, each asked of DNS again at every refresh, so that silos that come and go
/// under one name are found without a restart and without database credentials.
/// </summary>
internal sealed class SiloDirectory(ActorsOptions options) : IGatewayListProvider
{
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

        return [.. found.Select(e => e.ToGatewayUri())];
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
}
