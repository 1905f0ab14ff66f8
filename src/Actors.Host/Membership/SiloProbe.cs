using System.Net;
using System.Net.Sockets;

namespace Actors.Host.Membership;

/// <summary>
/// Whether the silo behind an address still works, asked of its cluster port: a connection that says at once that it will say nothing is closed by the
/// silo. One whose machine is cut off does not take the connection; of one that hangs the system takes it, and nobody closes it.
/// </summary>
internal static class SiloProbe
{
    /// <summary>Asked this often before a silo counts as silent: one that is merely busy is not dropped for one late answer.</summary>
    private const int Attempts = 2;

    /// <summary>How long one attempt waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    public static async Task<bool> AnswersAsync(IPEndPoint silo, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            using var timeout = new CancellationTokenSource(Patience, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                return await TryAsync(silo, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Silent so far.
            }
        }

        return false;
    }

    private static async Task<bool> TryAsync(IPEndPoint silo, CancellationToken cancellationToken)
    {
        using var socket = new Socket(silo.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(silo, cancellationToken);
        }
        catch (SocketException)
        {
            // Nobody is there.
            return false;
        }

        try
        {
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(new byte[64], cancellationToken) > 0)
            {
                // Whatever it says, it lives; it is not interrupted.
            }
        }
        catch (SocketException)
        {
            // Closed without a farewell, by somebody who lives.
        }

        return true;
    }
}
