namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    [ConformanceFact]
    public async Task Revisions_FormAChain_WhenReportsFollow()
    {
        await CommitAsync(0, Entry("a") with { Revisions = [Revision(1, 1, Day(11, 9), "base:x")] });
        await CommitAsync(
            0,
            Entry("b") with { Revisions = [Revision(1, 2, Day(11, 9), "base:x")] },
            Entry("c") with { Revisions = [Revision(1, 3, null, "base:y") with { Contribution = default, Reports = [new(0, 1), new(1, long.MaxValue)] }] });

        var chain = await Ledger.ReadRevisionsAsync(Incident(1), None);

        Assert.Equal([1, 2, 3], chain.Select(r => r.Revision));
        Assert.Equal([new(0, 1), new(0, 2), new(0, 3)], chain.Select(r => r.Address));
        Assert.Equal([new EntryAddress(0, 2), new EntryAddress(0, 3), null], chain.Select(r => r.EndedBy));
        Assert.Equal([Day(11, 9), Day(11, 9), null], chain.Select(r => r.DayFrom));
        Assert.Equal("1/1", TextOf(chain[0].Contribution));
        Assert.Equal([new EntryAddress(0, 1), new EntryAddress(1, long.MaxValue)], chain[2].Reports);
        Assert.Equal((await AllAsync(0)).Select(e => e.RecordedAt), chain.Select(r => r.RecordedAt));
        var current = Assert.Single(await Ledger.ReadCurrentRevisionsAsync([Incident(1), Incident(2)], None));
        Assert.Equal(3, current.Revision);
    }

    [ConformanceFact]
    public async Task Append_IsStale_WhenTheRevisionBeforeIsNotCurrent()
    {
        await CommitAsync(0, Entry("a") with { Revisions = [Revision(1, 1, null)] });
        await CommitAsync(1, Entry("b") with { Revisions = [Revision(1, 2, null)] });

        Assert.Equal(new AppendOutcome.Stale(Incident(1)), await Ledger.AppendAsync(Batch(0, 1, Entry("c") with { Revisions = [Revision(1, 2, null)] }), None));
        Assert.Equal(new AppendOutcome.Stale(Incident(1)), await Ledger.AppendAsync(Batch(0, 1, Entry("c") with { Revisions = [Revision(1, 1, null)] }), None));
        Assert.Equal(new AppendOutcome.Stale(Incident(1)), await Ledger.AppendAsync(Batch(0, 1, Entry("c") with { Revisions = [Revision(1, 4, null)] }), None));
        Assert.Equal(new AppendOutcome.Stale(Incident(2)), await Ledger.AppendAsync(Batch(0, 1, Entry("c") with { Revisions = [Revision(1, 3, null), Revision(2, 2, null)] }), None));

        var chain = await Ledger.ReadRevisionsAsync(Incident(1), None);
        Assert.Equal([new EntryAddress(1, 1), null], chain.Select(r => r.EndedBy));
    }

    [ConformanceFact]
    public async Task Append_LetsOneThrough_WhenTwoPartitionsReviseTheSameIncident()
    {
        await using var other = await OpenAsync(Partitions);
        await CommitAsync(0, Entry("start") with { Revisions = [.. Enumerable.Range(1, 20).Select(n => Revision(n, 1, null))] });
        for (var round = 2; round < 8; round++)
        {
            var heads = await Ledger.ReadHeadsAsync(None);
            var outcomes = await Task.WhenAll(
                Ledger.AppendAsync(Batch(0, heads[0], Entry($"l{round}") with { Revisions = [.. Enumerable.Range(1, 20).Select(n => Revision(n, round, null))] }), None),
                other.AppendAsync(Batch(1, heads[1], Entry($"r{round}") with { Revisions = [.. Enumerable.Range(1, 20).Reverse().Select(n => Revision(n, round, null))] }), None));

            Assert.Single(outcomes.OfType<AppendOutcome.Committed>());
            Assert.Single(outcomes.OfType<AppendOutcome.Stale>());
        }

        Assert.All(await Ledger.ReadCurrentRevisionsAsync([.. Enumerable.Range(1, 20).Select(Incident)], None), r => Assert.Equal(7, r.Revision));
    }

    [ConformanceFact]
    public async Task Query_FiltersAndOrders_WhenAskedByDayTermAndText()
    {
        await CommitAsync(
            0,
            Entry("a") with { Revisions = [Revision(1, 1, Day(11, 1), "base:x", "type:drone")] },
            Entry("b") with { Revisions = [Revision(2, 1, Day(11, 9), "base:y", "type:drone")] },
            Entry("c") with { Revisions = [Revision(3, 1, Day(11, 9), "base:x", "type:ied")] },
            Entry("d") with { Revisions = [Revision(4, 1, null, "base:x")] },
            Entry("e") with { Revisions = [Revision(5, 1, Day(3, 1), "base:x") with { DayTo = Day(11, 5) }] },
            Entry("f") with { Revisions = [Revision(6, 1, Day(11, 9), "base:x") with { Contribution = default, SearchText = "Außenposten" }] });
        var ids = await Ledger.InternTermsAsync(["base:x", "base:y", "type:drone", "type:ied"], None);
        var query = new RevisionQuery { At = await Ledger.ReadHeadsAsync(None), Limit = 100 };

        Assert.Equal([2, 3, 1, 5, 4], await AskAsync(query));
        Assert.Equal([2, 3, 6, 1, 5, 4], await AskAsync(query with { CountingOnly = false }));
        Assert.Equal([3, 1, 5, 4], await AskAsync(query with { AllOf = [[ids[0]]] }));
        Assert.Equal([2, 1], await AskAsync(query with { AllOf = [[ids[0], ids[1]], [ids[2]]] }));
        Assert.Equal([2, 3, 1], await AskAsync(query with { AllOf = [[ids[2], ids[3]]] }));
        Assert.Empty(await AskAsync(query with { AllOf = [[]] }));
        Assert.Equal([2, 3], await AskAsync(query with { From = Day(11, 6) }));
        Assert.Equal([1, 5], await AskAsync(query with { From = Day(11, 1), To = Day(11, 5) }));
        Assert.Equal([5], await AskAsync(query with { From = Day(4, 1), To = Day(4, 1), AllOf = [[ids[0]]] }));
        Assert.Equal([5], await AskAsync(query with { To = Day(10, 31) }));
        Assert.Equal([6], await AskAsync(query with { Text = "außenPOSTEN", CountingOnly = false }));
        Assert.Equal([2, 3, 1, 5, 4], await AskAsync(query with { Text = "al-asad" }));
        Assert.Empty(await AskAsync(query with { Text = "a%d" }));
        Assert.Empty(await AskAsync(query with { At = LedgerVector.Zero }));
        Assert.Equal([2, 1], await AskAsync(query with { At = LedgerVector.Zero.With(0, 2) }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledger.QueryRevisionsAsync(query with { Limit = 0 }, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledger.QueryRevisionsAsync(query with { Limit = 10_001 }, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.QueryRevisionsAsync(query with { From = Day(2, 1), To = Day(1, 1) }, None));
    }

    private async Task<IEnumerable<int>> AskAsync(RevisionQuery query) =>
        (await Ledger.QueryRevisionsAsync(query, None)).Select(r => BitConverter.ToInt32(r.Incident.ToByteArray()));
}
