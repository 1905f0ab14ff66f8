using System.Net;
using System.Net.Sockets;

namespace Actors.Host.Configuration;

/// <summary>Finds and checks TCP ports before anything is started on them.</summary>
internal static class Ports
{
    /// <summary>
    /// The ports Orleans shall use: those that are set, and free ones for 0, which Orleans itself would take for "none". Between this
    /// check and Orleans' own bind another program may take the port; the start then fails like with a busy one.
    /// </summary>
    /// <exception cref="StartupException">A port that is set is busy.</exception>
    public static (int SiloPort, int ClusterPort) ForSilo(IPAddress address, int siloPort, int clusterPort)
    {
        if (siloPort != 0 && siloPort == clusterPort)
        {
            throw new StartupException($"ACTORS_SILO_PORT and ACTORS_CLUSTER_PORT are both {siloPort}: they must differ.");
        }

        // Both stay bound until both are known, so that they cannot come out the same.
        using var silo = Bind(new(address, siloPort), Setting.SiloPort);
        using var cluster = Bind(new(address, clusterPort), Setting.ClusterPort);
        return (PortOf(silo), PortOf(cluster));
    }

    /// <exception cref="StartupException">The address is busy, or not one of this machine.</exception>
    public static void CheckHttp(IPEndPoint endPoint, Setting setting) => Bind(endPoint, setting).Dispose();

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket Bind(IPEndPoint endPoint, Setting setting)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(1);
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            var another = setting == Setting.Http || setting == Setting.Metrics ? $"--{setting.Name} http://{new IPEndPoint(endPoint.Address, NextPort(endPoint.Port))}" : $"--{setting.Name} {NextPort(endPoint.Port)}";
            throw fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new StartupException($"Port {endPoint.Port} on {endPoint.Address} is in use by another program: stop that one, or choose another port with {setting.Variable} or {another}.", fault),
                SocketError.AccessDenied => new StartupException($"Port {endPoint.Port} on {endPoint.Address} may not be used by this user: choose one above 1023 with {setting.Variable}.", fault),
                SocketError.AddressNotAvailable => new StartupException($"{endPoint.Address} is not an address of this machine: correct {setting.Variable}.", fault),
                _ => new StartupException($"Cannot listen on {endPoint} ({fault.Message}): choose another address with {setting.Variable}.", fault),
            };
        }
    }

    private static int NextPort(int port) => port == IPEndPoint.MaxPort ? port - 1 : port + 1;
}
