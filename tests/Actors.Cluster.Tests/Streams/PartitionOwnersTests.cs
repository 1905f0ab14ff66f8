using Actors.Streaming;

namespace Actors.Cluster.Tests.Streams;

public sealed class PartitionOwnersTests
{
    private static readonly string[] Silos = ["10.0.0.1:11111@7", "10.0.0.2:11111@9", "10.0.0.3:11111@4", "10.0.0.4:11111@2"];

    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 3)]
    [InlineData(4, 4)]
    [InlineData(16, 3)]
    [InlineData(64, 4)]
    public void Owners_ShareEvenly_WhateverTheNumbers(int partitions, int silos)
    {
        var owners = PartitionOwners.Assign(partitions, Silos[..silos]);

        Assert.Equal(partitions, owners.Count);
        Assert.DoesNotContain(null, owners);
        Assert.All(owners.CountBy(owner => owner!), load => Assert.InRange(load.Value, 1, (partitions + silos - 1) / silos));
    }

    [Fact]
    public void Owners_AreTheSameOnEverySilo_WhateverTheOrderOfMembers() =>
        Assert.Equal(PartitionOwners.Assign(16, Silos), PartitionOwners.Assign(16, [.. Silos.Reverse()]));

    [Fact]
    public void Owners_AreNobody_WhenThereIsNoSilo() => Assert.All(PartitionOwners.Assign(4, []), Assert.Null);

    [Fact]
    public void Owners_MoveFewPartitions_WhenASiloLeaves()
    {
        var before = PartitionOwners.Assign(64, Silos);
        var after = PartitionOwners.Assign(64, Silos[..3]);

        var moved = before.Zip(after).Count(pair => pair.First != Silos[3] && pair.First != pair.Second);

        Assert.InRange(moved, 0, 24);
    }
}
