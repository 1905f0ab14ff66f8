using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Actors.Host.Membership;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster.Tests.Membership;

/// <summary>Only a member at whose address connections are refused is declared dead before the probes say so.</summary>
public sealed class GoneSilosTests : IDisposable
{
    private readonly Socket other = Listen();
    private readonly Cluster cluster = new();
    private readonly GoneSilos gone;

    public GoneSilosTests()
    {
        Other = SiloAddress.New((IPEndPoint)other.LocalEndPoint!, 1);
        gone = new(cluster, new Silo(cluster.Local), TimeProvider.System, NullLogger<GoneSilos>.Instance);
        cluster.Say(Other, SiloStatus.Active);
    }

    private SiloAddress Other { get; }

    public void Dispose() => other.Dispose();

    [Fact]
    public async Task Silo_IsDeclaredDead_WhenNothingListensAtItsAddress()
    {
        other.Dispose();
        await gone.ClosedAsync(Other.Endpoint);
        Assert.Equal([Other], cluster.Killed);
    }

    [Fact]
    public async Task Silo_IsLeftToTheProbes_WhenItsProcessStillListens()
    {
        await gone.ClosedAsync(Other.Endpoint);
        Assert.Empty(cluster.Killed);
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    [InlineData(SiloStatus.Dead)]
    public async Task Silo_IsLeftAlone_WhenItIsNoActiveMember(SiloStatus status)
    {
        other.Dispose();
        cluster.Say(Other, status);
        await gone.ClosedAsync(Other.Endpoint);
        Assert.Empty(cluster.Killed);
    }

    [Fact]
    public async Task OtherSilos_AreLeftAlone_WhenThisOneIsLeaving()
    {
        other.Dispose();
        cluster.Say(cluster.Local, SiloStatus.ShuttingDown);
        await gone.ClosedAsync(Other.Endpoint);
        Assert.Empty(cluster.Killed);
    }

    [Fact]
    public async Task Silo_IsLeftAlone_WhenItLeavesInOrderWhileItIsLookedAt()
    {
        other.Dispose();
        cluster.AfterLook = () => cluster.Say(Other, SiloStatus.ShuttingDown);
        await gone.ClosedAsync(Other.Endpoint);
        Assert.Empty(cluster.Killed);
    }

    [Fact]
    public async Task Nobody_IsDeclaredDead_WhenTheAddressIsNoMembers()
    {
        await gone.ClosedAsync(new IPEndPoint(IPAddress.Loopback, 9));
        await gone.ClosedAsync(null);
        Assert.Empty(cluster.Killed);
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private sealed class Silo(SiloAddress address) : ILocalSiloDetails
    {
        public string Name => "this";

        public string ClusterId => "test";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => address;

        public SiloAddress GatewayAddress => address;
    }

    private sealed class Cluster : IClusterMembershipService
    {
        private ImmutableDictionary<SiloAddress, ClusterMember> members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty;

        public Cluster() => Say(Local, SiloStatus.Active);

        public SiloAddress Local { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

        public List<SiloAddress> Killed { get; } = [];

        /// <summary>Happens right after the members were first read.</summary>
        public Action? AfterLook { get; set; }

        public ClusterMembershipSnapshot CurrentSnapshot
        {
            get
            {
                var snapshot = new ClusterMembershipSnapshot(members, new MembershipVersion(1));
                var after = AfterLook;
                AfterLook = null;
                after?.Invoke();
                return snapshot;
            }
        }

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public void Say(SiloAddress silo, SiloStatus status) => members = members.SetItem(silo, new ClusterMember(silo, status, "silo"));

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress)
        {
            Killed.Add(siloAddress);
            return Task.FromResult(true);
        }
    }
}
