namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    [ConformanceFact]
    public async Task Fence_LetsOneOfTwoThrough_WhenBothRestOnTheSameLast()
    {
        const int partition = LedgerPartitions.Notifications;
        var v1 = LedgerVector.Zero.With(0, 5).With(1, 3);
        await CommitAsync(partition, Entry("n1") with { Fence = new("base:x", 0, v1) });
        Assert.Equal(new FenceState("base:x", new(partition, 1), v1), await Ledger.ReadFenceAsync("base:x", None));

        var again = await Ledger.AppendAsync(Batch(partition, 1, Entry("n2") with { Fence = new("base:x", 0, v1) }), None);
        Assert.Equal(new AppendOutcome.Fenced("base:x", new("base:x", new(partition, 1), v1)), again);

        await CommitAsync(partition, Entry("other") with { Fence = new("base:y", 0, LedgerVector.Zero) });
        var v2 = v1.With(2, 1);
        await CommitAsync(partition, Entry("n2") with { Fence = new("base:x", 1, v2) });
        Assert.Equal(new FenceState("base:x", new(partition, 3), v2), await Ledger.ReadFenceAsync("base:x", None));
        Assert.Null(await Ledger.ReadFenceAsync("base:z", None));
        Assert.Equal(["base:x 3", "base:y 2"], (await Ledger.ReadFencesAsync(["base:z", "base:y", "base:x", "base:x"], None)).Select(f => $"{f.Key} {f.Address.Position}").Order());
    }

    [ConformanceFact]
    public async Task Fence_Refuses_WhenTheVectorIsBehindTheLast()
    {
        var v1 = LedgerVector.Zero.With(0, 5).With(1, 3);
        await CommitAsync(0, Entry("n1") with { Fence = new("k", 0, v1) });

        foreach (var behind in new[] { LedgerVector.Zero, v1.With(1, 2), v1.With(0, 0).With(2, 9) })
        {
            var outcome = await Ledger.AppendAsync(Batch(0, 1, Entry("n2") with { Fence = new("k", 1, behind) }), None);
            Assert.Equal("k", Assert.IsType<AppendOutcome.Fenced>(outcome).Key);
        }

        Assert.IsType<AppendOutcome.Committed>(await Ledger.AppendAsync(Batch(0, 1, Entry("n2") with { Fence = new("k", 1, v1) }), None));
    }

    [ConformanceFact]
    public async Task Fence_FollowsWithinABatch_WhenTheSameKeyComesTwice()
    {
        var v = LedgerVector.Zero.With(0, 1);
        await CommitAsync(0, Entry("a") with { Fence = new("k", 0, v) }, Entry("b"), Entry("c") with { Fence = new("k", 1, v.With(1, 4)) });
        Assert.Equal(new EntryAddress(0, 3), (await Ledger.ReadFenceAsync("k", None))!.Address);

        var stale = await Ledger.AppendAsync(Batch(0, 3, Entry("d") with { Fence = new("k", 3, v.With(1, 4)) }, Entry("e") with { Fence = new("k", 3, v.With(1, 4)) }), None);
        Assert.IsType<AppendOutcome.Fenced>(stale);
        Assert.Equal(new EntryAddress(0, 3), (await Ledger.ReadFenceAsync("k", None))!.Address);
    }

    [ConformanceFact]
    public async Task Waiting_EndsOnce_WhenAnEntryTakesItUp()
    {
        await CommitAsync(0, Entry("a") with { Awaits = [Key("later"), Key("other")] });
        await CommitAsync(1, Entry("b") with { Awaits = [Key("later")] });

        Assert.Equal([new(0, 1), new(1, 1)], (await Ledger.ReadWaitingAsync([Key("later"), Key("nobody")], None)).Select(w => w.Address).OrderBy(a => a.Partition));
        Assert.Equal(3, (await Ledger.ReadWaitingAsync(null, None)).Count);

        await CommitAsync(2, Entry("later") with { Fulfils = [new(0, 1)] });
        var left = Assert.Single(await Ledger.ReadWaitingAsync(null, None));
        Assert.Equal(new WaitingEntry(Key("later"), new(1, 1)), left);

        var again = await Ledger.AppendAsync(Batch(1, 1, Entry("late") with { Fulfils = [new(0, 1)] }), None);
        Assert.IsType<AppendOutcome.Stale>(again);
        await CommitAsync(1, Entry("late") with { Fulfils = [new(1, 1)] });
        Assert.Empty(await Ledger.ReadWaitingAsync(null, None));
    }
}
