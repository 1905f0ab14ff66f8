using System.Collections.Immutable;
using System.Net;
using Actors.Grains.Forms;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Metadata;

namespace Actors.Cluster.Tests.Forms;

/// <summary>A form is written only while every silo that is not dead says that it can read it.</summary>
public sealed class ClusterFormsTests
{
    private static readonly StoredForm Form = StoredForm.EntryImport;
    private static readonly GrainManifest Reads = Manifest(new() { ["actors.reads.entry-import"] = "true" });
    private static readonly GrainManifest OfTheReleaseBefore = Manifest([]);

    private readonly Cluster cluster = new();

    [Fact]
    public void Form_IsWritten_WhenEverySiloReadsIt()
    {
        cluster.Has(1, SiloStatus.Active, Reads);
        cluster.Has(2, SiloStatus.Active, Reads);
        Assert.True(cluster.Forms.EverySiloReads(Form));
    }

    [Theory]
    [InlineData(SiloStatus.Created)]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.Active)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public void Form_IsNotWritten_WhileASiloOfTheReleaseBeforeServes(SiloStatus status)
    {
        cluster.Has(1, SiloStatus.Active, Reads);
        cluster.Has(2, status, OfTheReleaseBefore);
        Assert.False(cluster.Forms.EverySiloReads(Form));

        cluster.Has(2, SiloStatus.Dead, OfTheReleaseBefore);
        Assert.True(cluster.Forms.EverySiloReads(Form));
    }

    [Fact]
    public void Form_IsNotWritten_UntilASiloThatJoinsHasSaidWhatItReads()
    {
        cluster.Has(1, SiloStatus.Active, Reads);
        cluster.Has(2, SiloStatus.Active, manifest: null);
        Assert.False(cluster.Forms.EverySiloReads(Form));

        cluster.Has(2, SiloStatus.Active, Reads);
        Assert.True(cluster.Forms.EverySiloReads(Form));
    }

    [Fact]
    public void Form_IsStillWritten_WhenASiloThatReadsItStops_AndItsManifestIsGone()
    {
        cluster.Has(1, SiloStatus.Active, Reads);
        cluster.Has(2, SiloStatus.Active, Reads);
        Assert.True(cluster.Forms.EverySiloReads(Form));

        cluster.Has(2, SiloStatus.ShuttingDown, manifest: null);
        Assert.True(cluster.Forms.EverySiloReads(Form));
    }

    [Fact]
    public void FormsOfThisRelease_HaveNamesOfTheirOwn() =>
        Assert.Equal(StoredForm.Readable.Count, StoredForm.Readable.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count());

    private static GrainManifest Manifest(Dictionary<string, string> properties) => new(
        ImmutableDictionary<GrainType, GrainProperties>.Empty.Add(GrainType.Create("ledger-partition"), new GrainProperties(properties.ToImmutableDictionary(StringComparer.Ordinal))),
        ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);

    private sealed class Cluster : IClusterManifestProvider, IClusterMembershipService
    {
        private ImmutableDictionary<SiloAddress, GrainManifest> manifests = ImmutableDictionary<SiloAddress, GrainManifest>.Empty;
        private ImmutableDictionary<SiloAddress, ClusterMember> members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty;

        public Cluster() => Forms = new ClusterForms(this, this, NullLogger<ClusterForms>.Instance);

        public ClusterForms Forms { get; }

        public ClusterManifest Current => new(new MajorMinorVersion(1, 0), manifests);

        public GrainManifest LocalGrainManifest => Reads;

        public ClusterMembershipSnapshot CurrentSnapshot => new(members, new MembershipVersion(1));

        IAsyncEnumerable<ClusterManifest> IClusterManifestProvider.Updates => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public void Has(int silo, SiloStatus status, GrainManifest? manifest)
        {
            var address = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11_000 + silo), silo);
            members = members.SetItem(address, new ClusterMember(address, status, $"silo {silo}"));
            manifests = manifest is null ? manifests.Remove(address) : manifests.SetItem(address, manifest);
        }

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }
}
