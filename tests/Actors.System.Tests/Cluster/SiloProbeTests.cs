using System.Net;
using System.Net.Sockets;
using Actors.Host.Membership;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Actors.System.Tests.Cluster;

/// <summary>How a gateway tells whether a silo works, of sockets that behave like silos in health and trouble.</summary>
public sealed class SiloProbeTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Silo_Answers_WhenItClosesAConnectionThatSaysNothing()
    {
        using var silo = Listen();
        var probe = SiloProbe.AnswersAsync(EndPointOf(silo), time, CancellationToken.None);
        using (var connection = await silo.AcceptTcpClientAsync())
        {
            Assert.Equal(0, await connection.GetStream().ReadAsync(new byte[1]));
        }

        Assert.True(await probe);
    }

    [Fact]
    public async Task Silo_DoesNotAnswer_WhenItHangs()
    {
        // The system takes the connection, and nobody looks at it.
        using var silo = Listen();
        var probe = SiloProbe.AnswersAsync(EndPointOf(silo), time, CancellationToken.None);
        await Eventually.HoldsAsync("the probe gives up", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return probe.IsCompleted;
        });
        Assert.False(await probe);
    }

    [Fact]
    public async Task Silo_DoesNotAnswer_WhenNobodyListens() =>
        Assert.False(await SiloProbe.AnswersAsync(new IPEndPoint(IPAddress.Loopback, FreePort.Take()), time, CancellationToken.None));

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static IPEndPoint EndPointOf(TcpListener listener) => (IPEndPoint)listener.LocalEndpoint;
}
