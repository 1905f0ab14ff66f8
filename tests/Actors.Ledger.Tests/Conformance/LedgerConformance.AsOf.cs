namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    [ConformanceFact]
    public async Task AsOf_CutsBetweenEntries_WhenTheInstantLiesBetweenThem()
    {
        var first = await CommitAsync(0, Entry("a"), Entry("b"), Entry("c"));
        var second = await CommitAsync(1, Entry("d"));
        var third = await CommitAsync(0, Entry("e"));

        Assert.Equal("", (await Ledger.ResolveAsOfAsync(first.RecordedAt[0].AddTicks(-1), None)).ToString());
        Assert.Equal("0:1", (await Ledger.ResolveAsOfAsync(first.RecordedAt[0], None)).ToString());
        Assert.Equal("0:2", (await Ledger.ResolveAsOfAsync(first.RecordedAt[2].AddTicks(-1), None)).ToString());
        Assert.Equal("0:3,1:1", (await Ledger.ResolveAsOfAsync(second.RecordedAt[0], None)).ToString());
        Assert.Equal("0:4,1:1", (await Ledger.ResolveAsOfAsync(third.RecordedAt[0], None)).ToString());
    }

    [ConformanceFact]
    public async Task AsOf_WaitsForAnAppendOnItsWay_SoThatAskingAgainGivesTheSame()
    {
        await using var other = await OpenAsync(Partitions);
        Task<AppendOutcome> append;
        Task<LedgerVector> asOf;
        DateTimeOffset instant;
        await using (await PauseBeforeCommitAsync(Key("slow")))
        {
            append = Ledger.AppendAsync(Batch(0, 0, Entry("slow")), None);
            await IsPausedAsync();
            instant = DateTimeOffset.UtcNow;
            asOf = other.ResolveAsOfAsync(instant, None);
        }

        Assert.IsType<AppendOutcome.Committed>(await append);
        var vector = await asOf;
        Assert.Equal(vector, await other.ResolveAsOfAsync(instant, None));
        Assert.Equal(vector, await Ledger.ResolveAsOfAsync(instant, None));
    }

    [ConformanceFact]
    public async Task AsOf_IsStable_WhileAppendsGoOn()
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 2).Select(partition => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await CommitAsync(partition, Entry($"{partition}/{i}"), Entry($"{partition}/{i}b"));
            }
        })).ToArray();
        List<(DateTimeOffset Instant, LedgerVector Vector)> asked = [];
        for (var i = 0; i < 40; i++)
        {
            var instant = DateTimeOffset.UtcNow;
            asked.Add((instant, await Ledger.ResolveAsOfAsync(instant, None)));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        foreach (var (instant, vector) in asked)
        {
            Assert.Equal(vector, await Ledger.ResolveAsOfAsync(instant, None));
        }

        foreach (var partition in new[] { 0, 1 })
        {
            var entries = await AllAsync(partition);
            Assert.All(asked, a => Assert.Equal(entries.Count(e => e.RecordedAt <= a.Instant), a.Vector[partition]));
        }
    }

    [ConformanceFact]
    public async Task AsOf_IsRefused_WhenTheInstantIsInTheFuture()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledger.ResolveAsOfAsync(DateTimeOffset.UtcNow.AddHours(1), None));
        // A clock slightly ahead of the database's is waited out.
        await Ledger.ResolveAsOfAsync(DateTimeOffset.UtcNow.AddMilliseconds(20), None);
    }
}
