using System.Net;
using System.Net.Sockets;

namespace Actors.System.Tests.Processes;

/// <summary>Ports that nobody listens on at the moment.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
