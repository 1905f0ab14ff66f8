using System.Net;
using Actors.Host.Membership;
using Actors.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Cluster.Tests.Membership;

/// <summary>A silo answers only as long as it can prove that it is still a member.</summary>
public sealed class MembershipLeaseTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Table table = new();
    private readonly Follower follower = new();
    private readonly Cluster cluster = new();
    private readonly MembershipLease lease;

    public MembershipLeaseTests() => lease = new(table, cluster, new Silo(), [follower], time, NullLogger<MembershipLease>.Instance);

    [Fact]
    public async Task Lease_IsHeld_OnlyAfterTheRowWasReadAsActive()
    {
        Assert.False(lease.IsHeld);
        table.Status = SiloStatus.Joining;
        await lease.CheckAsync(CancellationToken.None);
        Assert.False(lease.IsHeld);

        table.Status = SiloStatus.Active;
        await lease.CheckAsync(CancellationToken.None);
        Assert.True(lease.IsHeld);
        Assert.Equal(["regained"], follower.Heard);
    }

    [Fact]
    public async Task Lease_IsLost_FifteenSecondsAfterTheLastConfirmation()
    {
        await lease.CheckAsync(CancellationToken.None);
        table.Fault = new IOException("the database is away");
        time.Advance(TimeSpan.FromSeconds(14.9));
        await lease.CheckAsync(CancellationToken.None);
        Assert.True(lease.IsHeld);

        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(lease.IsHeld);
        await lease.CheckAsync(CancellationToken.None);
        Assert.Equal(["regained", "lost"], follower.Heard);
    }

    [Fact]
    public async Task Lease_IsRegained_WhenTheRowIsReadAgain()
    {
        await lease.CheckAsync(CancellationToken.None);
        table.Fault = new IOException("the database is away");
        time.Advance(TimeSpan.FromSeconds(20));
        await lease.CheckAsync(CancellationToken.None);
        await lease.CheckAsync(CancellationToken.None);

        table.Fault = null;
        await lease.CheckAsync(CancellationToken.None);
        Assert.True(lease.IsHeld);
        Assert.Equal(["regained", "lost", "regained"], follower.Heard);
    }

    [Fact]
    public async Task Gateways_WaitToBeTaken_UntilTheLeaseIsHeldAgain()
    {
        await lease.CheckAsync(CancellationToken.None);
        Assert.True(await ClientAdmission.IsHeldAsync(lease, time, CancellationToken.None));

        time.Advance(MembershipLease.Term);
        var waiting = ClientAdmission.IsHeldAsync(lease, time, CancellationToken.None);
        using var closed = new CancellationTokenSource();
        var givenUp = ClientAdmission.IsHeldAsync(lease, time, closed.Token);
        time.Advance(TimeSpan.FromSeconds(1));
        await closed.CancelAsync();
        Assert.False(await givenUp);
        Assert.False(waiting.IsCompleted);

        await lease.CheckAsync(CancellationToken.None);
        await Eventually.HoldsAsync("the connection is taken", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return waiting.IsCompleted;
        });
        Assert.True(await waiting);
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.None)]
    public async Task Lease_RunsOut_WhenTheRowSaysDeadOrIsGone(SiloStatus status)
    {
        await lease.CheckAsync(CancellationToken.None);
        table.Status = status;
        time.Advance(MembershipLease.Term);
        await lease.CheckAsync(CancellationToken.None);
        Assert.False(lease.IsHeld);
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.None)]
    public async Task Orleans_IsToldToLookAtTheTable_WhenTheClusterWentOnWithoutThisSilo(SiloStatus status)
    {
        table.Status = SiloStatus.Joining;
        await lease.CheckAsync(CancellationToken.None);
        table.Status = SiloStatus.Active;
        await lease.CheckAsync(CancellationToken.None);
        table.Status = SiloStatus.ShuttingDown;
        await lease.CheckAsync(CancellationToken.None);
        Assert.Empty(cluster.Asked);

        table.Status = status;
        await lease.CheckAsync(CancellationToken.None);
        Assert.Equal([new MembershipVersion(Table.Version)], cluster.Asked);
    }

    [Fact]
    public async Task Check_GivesUp_WhenTheTableHangs()
    {
        await lease.CheckAsync(CancellationToken.None);
        table.Hangs = true;
        var check = lease.CheckAsync(CancellationToken.None);
        Assert.False(check.IsCompleted);
        time.Advance(MembershipLease.Interval);
        await check.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(lease.IsHeld);
    }

    private sealed class Cluster : IClusterMembershipService
    {
        public List<MembershipVersion> Asked { get; } = [];

        public ClusterMembershipSnapshot CurrentSnapshot => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken)
        {
            Asked.Add(minimumVersion);
            return ValueTask.CompletedTask;
        }

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }

    private sealed class Follower : ILeaseFollower
    {
        public List<string> Heard { get; } = [];

        public Task OnLostAsync(CancellationToken cancellationToken)
        {
            Heard.Add("lost");
            return Task.CompletedTask;
        }

        public Task OnRegainedAsync(CancellationToken cancellationToken)
        {
            Heard.Add("regained");
            return Task.CompletedTask;
        }
    }

    private sealed class Silo : ILocalSiloDetails
    {
        public static readonly SiloAddress Address = SiloAddress.New(IPAddress.Loopback, 11111, 1);

        public string Name => "silo";

        public string ClusterId => "cluster";

        public string DnsHostName => "host";

        public SiloAddress SiloAddress => Address;

        public SiloAddress GatewayAddress => Address;
    }

    private sealed class Table : IMembershipTable
    {
        public const int Version = 7;

        public SiloStatus Status { get; set; } = SiloStatus.Active;

        public Exception? Fault { get; set; }

        public bool Hangs { get; set; }

        public Task<MembershipTableData> ReadRow(SiloAddress key)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            var version = new TableVersion(Version, "1");
            var row = Tuple.Create(new MembershipEntry { SiloAddress = key, Status = Status }, "1");
            return Hangs ? new TaskCompletionSource<MembershipTableData>().Task
                : Task.FromResult(Status == SiloStatus.None ? new MembershipTableData(version) : new MembershipTableData(row, version));
        }

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
