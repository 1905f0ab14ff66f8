using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Actors.System.Tests.Faults;

/// <summary>A network namespace with a loopback and an address of its own.</summary>
internal sealed record Machine(string Name, IPAddress Address)
{
    private const int NetworkNamespace = 0x40000000;

    /// <summary>What a command begins with to run there; it ends up as the same process.</summary>
    public string[] Enter => ["ip", "netns", "exec", Name];

    /// <summary>Reaches the machine's own loopback, as somebody who sits at it, also while it is cut off.</summary>
    public HttpMessageHandler Handler() => new SocketsHttpHandler { ConnectCallback = ConnectAsync };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = MakeSocket();
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket stays in the namespace of the thread that made it; the thread is not used for anything else.</summary>
    private Socket MakeSocket()
    {
        Socket? socket = null;
        var error = 0;
        var thread = new Thread(() =>
        {
            using var file = File.OpenHandle($"/run/netns/{Name}");
            if (NativeMethods.setns((int)file.DangerousGetHandle(), NetworkNamespace) == 0)
            {
                socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            else
            {
                error = Marshal.GetLastPInvokeError();
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new Win32Exception(error, string.Create(CultureInfo.InvariantCulture, $"The network namespace {Name} cannot be entered: error {error}."));
    }

    private static class NativeMethods
    {
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int setns(int descriptor, int kind);
    }
}
