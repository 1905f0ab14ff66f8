namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    [ConformanceFact]
    public async Task Append_GivesDensePositionsAndRisingTimes_WhenBatchesFollow()
    {
        var first = await CommitAsync(0, Entry("a", "base:x"), Entry("b", "base:x", "region:iq"), Entry("c"));
        var second = await CommitAsync(0, Entry("d", "base:y"));

        Assert.Equal(1, first.FirstPosition);
        Assert.Equal(4, second.FirstPosition);
        var entries = await AllAsync(0);
        Assert.Equal([1L, 2, 3, 4], entries.Select(e => e.Address.Position));
        Assert.Equal(first.RecordedAt.Concat(second.RecordedAt), entries.Select(e => e.RecordedAt));
        Assert.True(entries.Zip(entries.Skip(1)).All(pair => pair.First.RecordedAt < pair.Second.RecordedAt));
        Assert.InRange(entries[0].RecordedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        var head = await Ledger.ReadHeadAsync(0, None);
        Assert.Equal(new PartitionHead(0, 4, entries[3].RecordedAt), head);
    }

    [ConformanceFact]
    public async Task Append_StoresEverythingGiven_WhenCommitted()
    {
        await CommitAsync(1, Entry("a", "base:x", "region:iq") with { Kind = 200 });

        var entry = Assert.Single(await AllAsync(1));
        Assert.Equal(200, entry.Kind);
        Assert.Equal("effects of a", TextOf(entry.Effects));
        Assert.Equal("report a", TextOf(entry.Report));
        Assert.Equal(["base:x", "region:iq"], await Ledger.ResolveTermsAsync(entry.Subjects, None));
        var effects = Assert.Single((await Ledger.ReadAsync(1, 0, 10, 10, EntryParts.Effects, None)).Entries);
        Assert.True(effects.Report.IsEmpty && !effects.Effects.IsEmpty);
        var bare = Assert.Single((await Ledger.ReadAsync(1, 0, 10, 10, EntryParts.None, None)).Entries);
        Assert.True(bare.Report.IsEmpty && bare.Effects.IsEmpty && bare.Subjects.Length == 2);
    }

    [ConformanceFact]
    public async Task Append_IsRefused_WhenAnotherWriterMovedTheHead()
    {
        await using var other = await OpenAsync(Partitions);
        await CommitAsync(other, 0, Entry("a"), Entry("b"));

        var outcome = await Ledger.AppendAsync(Batch(0, 0, Entry("c")), None);

        Assert.Equal(new AppendOutcome.HeadMoved(2), outcome);
        Assert.Equal(2, (await AllAsync(0)).Count);
        Assert.Empty(await Ledger.LookUpReportsAsync([Key("c")], None));
        Assert.Equal(new AppendOutcome.HeadMoved(2), await Ledger.AppendAsync(Batch(0, 7, Entry("c")), None));
    }

    [ConformanceFact]
    public async Task Append_LetsOneWriterThrough_WhenTwoRaceForTheSameHead()
    {
        await using var other = await OpenAsync(Partitions);
        for (var round = 0; round < 10; round++)
        {
            var outcomes = await Task.WhenAll(
                Ledger.AppendAsync(Batch(0, round, Entry($"left {round}", "base:x")), None),
                other.AppendAsync(Batch(0, round, Entry($"right {round}", "base:x")), None));

            Assert.Single(outcomes.OfType<AppendOutcome.Committed>());
            Assert.Single(outcomes.OfType<AppendOutcome.HeadMoved>());
        }

        Assert.Equal(10, (await AllAsync(0)).Count);
    }

    [ConformanceFact]
    public async Task Append_ShowsNothingOfALaterBatch_WhileAnEarlierOnePausesBeforeItsCommit()
    {
        await CommitAsync(0, Entry("before"));
        await using var other = await OpenAsync(Partitions);
        Task<AppendOutcome> earlier, later;
        await using (await PauseBeforeCommitAsync(Key("earlier")))
        {
            earlier = Ledger.AppendAsync(Batch(0, 1, Entry("earlier")), None);
            await IsPausedAsync();
            later = other.AppendAsync(Batch(0, 2, Entry("later")), None);

            Assert.Equal(1, (await other.ReadHeadAsync(0, None)).Position);
            Assert.Equal([1L], (await other.ReadAsync(0, 0, 100, 100, EntryParts.None, None)).Entries.Select(e => e.Address.Position));
            Assert.False(later.IsCompleted);
        }

        // The earlier one committed first; the later one stood on its head and follows, never before it.
        Assert.IsType<AppendOutcome.Committed>(await earlier);
        Assert.True(await later is AppendOutcome.Committed or AppendOutcome.HeadMoved { ActualHead: 1 });
        Assert.Equal("report earlier", TextOf((await AllAsync(0))[1].Report));
    }

    [ConformanceFact]
    public async Task Append_NamesTheKnownKeys_WhenReportsAreRegistered()
    {
        await CommitAsync(0, Entry("a"), Entry("b"));

        var outcome = await Ledger.AppendAsync(Batch(1, 0, Entry("c"), Entry("b"), Entry("a")), None);

        var known = Assert.IsType<AppendOutcome.AlreadyRegistered>(outcome);
        Assert.Equal(new[] { Key("a"), Key("b") }.OrderBy(k => k.Value), known.Keys.OrderBy(k => k.Value));
        Assert.Empty(await AllAsync(1));
        Assert.Empty(await Ledger.LookUpReportsAsync([Key("c")], None));
    }

    [ConformanceFact]
    public async Task Append_RecordsAReportOnce_WhenItRacesToTwoPartitions()
    {
        await using var other = await OpenAsync(Partitions);
        for (var round = 0; round < 10; round++)
        {
            // Opposite orders of the same ids: unsorted, they would lock each other out.
            string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"{round}/{i}")];
            var heads = await Ledger.ReadHeadsAsync(None);
            var outcomes = await Task.WhenAll(
                Ledger.AppendAsync(Batch(0, heads[0], [.. ids.Select(id => Entry(id))]), None),
                other.AppendAsync(Batch(1, heads[1], [.. ids.Reverse().Select(id => Entry(id))]), None));

            Assert.Single(outcomes.OfType<AppendOutcome.Committed>());
            Assert.Equal(20, Assert.Single(outcomes.OfType<AppendOutcome.AlreadyRegistered>()).Keys.Count);
        }

        Assert.Equal(200, (await AllAsync(0)).Count + (await AllAsync(1)).Count);
    }

    [ConformanceFact]
    public async Task LookUp_GivesTheFirstReceiptAndHash_WhenAReportIsKnown()
    {
        await CommitAsync(2, Entry("x"), Entry("a") with { ContentHash = UInt128.MaxValue - 5 });

        var row = Assert.Single(await Ledger.LookUpReportsAsync([Key("a"), Key("unknown")], None));

        Assert.Equal(Key("a"), row.Key);
        Assert.Equal(UInt128.MaxValue - 5, row.ContentHash);
        Assert.Equal(new EntryAddress(2, 2), row.Address);
        Assert.Equal("receipt of a", TextOf(row.Receipt));
    }

    [ConformanceFact]
    public async Task Append_LeavesNothing_WhenAnyPartOfTheBatchIsRefused()
    {
        await CommitAsync(0, Entry("taken", "base:x") with { Revisions = [Revision(1, 1, Day(1, 1), "type:t")] });
        NewEntry good = Entry("good", "base:y") with
        {
            Revisions = [Revision(2, 1, Day(1, 2), "type:t"), Revision(1, 2, Day(1, 3), "type:t")],
            Awaits = [Key("someday")],
            Fence = new("fence", 0, LedgerVector.Zero),
        };
        NewEntry[] bad =
        [
            Entry("taken"),
            Entry("new 1") with { Revisions = [Revision(3, 2, Day(1, 1))] },
            Entry("new 2") with { Fulfils = [new(0, 1)] },
            Entry("new 3") with { Fence = new("other", 5, LedgerVector.Zero) },
        ];
        foreach (var entry in bad)
        {
            var outcome = await Ledger.AppendAsync(Batch(0, 1, good, entry), None);
            Assert.IsNotType<AppendOutcome.Committed>(outcome);
        }

        Assert.Equal(1, (await Ledger.ReadHeadAsync(0, None)).Position);
        Assert.Single(await AllAsync(0));
        Assert.Empty(await Ledger.LookUpReportsAsync([Key("good"), Key("new 1"), Key("new 2"), Key("new 3")], None));
        Assert.Empty(await Ledger.ReadWaitingAsync(null, None));
        Assert.Null(await Ledger.ReadFenceAsync("fence", None));
        Assert.Empty(await Ledger.ReadRevisionsAsync(Incident(2), None));
        Assert.Null(Assert.Single(await Ledger.ReadRevisionsAsync(Incident(1), None)).EndedBy);
        Assert.IsType<AppendOutcome.Committed>(await Ledger.AppendAsync(Batch(0, 1, good), None));
    }

    [ConformanceFact]
    public async Task Append_DoesNotBegin_WhenItIsCancelledBefore()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ledger.AppendAsync(Batch(0, 0, Entry("a")), cancelled.Token));

        Assert.Equal(0, (await Ledger.ReadHeadAsync(0, None)).Position);
    }

    [ConformanceFact]
    public async Task Append_KeepsThePartitionsApart_WhenControlAndNotificationsAreUsed()
    {
        await CommitAsync(LedgerPartitions.Control, Entry("c"));
        await CommitAsync(LedgerPartitions.Notifications, Entry("n1"), Entry("n2"));

        var heads = await Ledger.ReadHeadsAsync(None);

        Assert.Equal("1000:1,1001:2", heads.ToString());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledger.AppendAsync(Batch(Partitions, 0, Entry("a")), None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledger.ReadHeadAsync(-1, None));
    }
}
