namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    [ConformanceFact]
    public async Task Read_PagesWithoutGaps_WhenTheLimitCuts()
    {
        await CommitAsync(0, [.. Enumerable.Range(1, 25).Select(i => Entry($"r{i}"))]);

        List<long> seen = [];
        long after = 3;
        while (true)
        {
            var page = await Ledger.ReadAsync(0, after, 20, 7, EntryParts.None, None);
            Assert.Equal(after, page.After);
            if (page.Entries.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Entries.Select(e => e.Address.Position));
            after = page.To;
        }

        Assert.Equal(Enumerable.Range(4, 17).Select(i => (long)i), seen);
        Assert.Equal(20, after);
    }

    [ConformanceFact]
    public async Task Read_CoversNothingThatDoesNotExistYet_WhenAskedBeyondTheHead()
    {
        await CommitAsync(0, Entry("a", "base:x"), Entry("b", "base:y"));
        var x = (await Ledger.InternTermsAsync(["base:x"], None))[0];

        Assert.Equal(2, (await Ledger.ReadAsync(0, 0, 1_000, 10, EntryParts.None, None)).To);
        Assert.Equal(2, (await Ledger.ReadAsync(0, 2, 1_000, 10, EntryParts.None, None)).To);
        Assert.Equal(9, (await Ledger.ReadAsync(0, 9, 1_000, 10, EntryParts.None, None)).To);
        Assert.Equal(2, (await Ledger.ReadForTermsAsync(0, [x], 0, 1_000_000, 10, EntryParts.None, None)).To);
        Assert.Equal(2, (await Ledger.ReadForTermsAsync(0, [x], 1, 1_000_000, 10, EntryParts.None, None)).To);
        Assert.Equal(0, (await Ledger.ReadForTermsAsync(1, [x], 0, 1_000_000, 10, EntryParts.None, None)).To);
    }

    [ConformanceFact]
    public async Task Read_EndsAPageAtEightMebibytes_WhenEntriesAreLarge()
    {
        for (var i = 0; i < 4; i++)
        {
            await CommitAsync(0, [.. Enumerable.Range(0, 4).Select(j => Entry($"{i}/{j}", "base:x") with { Report = new byte[1_000_000] })]);
        }

        var all = await Ledger.ReadAsync(0, 0, 100, 100, EntryParts.All, None);
        Assert.Equal((8, 8L), (all.Entries.Count, all.To));
        var x = await Ledger.InternTermsAsync(["base:x"], None);
        var filtered = await Ledger.ReadForTermsAsync(0, [.. x], 0, 100, 100, EntryParts.Report, None);
        Assert.Equal((8, 8L), (filtered.Entries.Count, filtered.To));
        Assert.Equal(16, (await Ledger.ReadAsync(0, 0, 100, 100, EntryParts.Effects, None)).Entries.Count);
    }

    [ConformanceFact]
    public async Task ReadForTerms_GivesTheSameBothWays_WhenTheIntervalIsShortOrLong()
    {
        var count = (int)LedgerPlans.MaxRangeInterval + 500;
        for (var i = 0; i < count; i += 5_125)
        {
            await CommitAsync(0, [.. Enumerable.Range(i, 5_125).Select(n => new NewEntry
            {
                Kind = 1,
                Subjects = n % 1_000 == 7 ? ["base:rare", "region:iq"] : n % 3 == 0 ? ["region:iq"] : [],
                Effects = BitConverter.GetBytes(n),
                Report = default,
            })]);
        }

        var ids = await Ledger.InternTermsAsync(["base:rare", "region:iq", "base:none"], None);
        foreach (int[] terms in new int[][] { [ids[0]], [ids[1]], [ids[0], ids[1], ids[2]], [ids[2]] })
        {
            var expected = Enumerable.Range(0, count)
                .Where(n => (terms.Contains(ids[0]) && n % 1_000 == 7) || (terms.Contains(ids[1]) && (n % 1_000 == 7 || n % 3 == 0)))
                .Select(n => n + 1L).ToList();
            Assert.Equal(expected, await ReadAllForTermsAsync(terms, 0, limit: 300));
            Assert.Equal(expected, await ReadAllForTermsAsync(terms, 0, limit: 100_000));
            Assert.Equal(expected.Where(p => p > 15_000), await ReadAllForTermsAsync(terms, 15_000, limit: 300));
        }

        async Task<List<long>> ReadAllForTermsAsync(int[] terms, long after, int limit)
        {
            List<long> seen = [];
            while (after < count)
            {
                var page = await Ledger.ReadForTermsAsync(0, terms, after, count, limit, EntryParts.Effects, None);
                Assert.True(page.To > after, $"The page after {after} covers nothing.");
                Assert.All(page.Entries, e => Assert.InRange(e.Address.Position, after + 1, page.To));
                Assert.All(page.Entries, e => Assert.Equal(e.Address.Position - 1, BitConverter.ToInt32(e.Effects.Span)));
                seen.AddRange(page.Entries.Select(e => e.Address.Position));
                after = page.To;
            }

            return seen;
        }
    }

    [ConformanceFact]
    public async Task ReadEntries_LeavesOutWhatIsAbsent_WhenAddressesAreMixed()
    {
        await CommitAsync(0, Entry("a"), Entry("b"));
        await CommitAsync(1, Entry("c"));

        var entries = await Ledger.ReadEntriesAsync([new(1, 1), new(0, 2), new(0, 9), new(2, 1), new(1, 1)], None);

        Assert.Equal([new(0, 2), new(1, 1)], entries.Select(e => e.Address).OrderBy(a => a.Partition));
        Assert.Contains(entries, e => TextOf(e.Report) == "report c");
    }

    [ConformanceFact]
    public async Task Terms_AreDenseAndStable_WhenInternedFromTwoSides()
    {
        await using var other = await OpenAsync(Partitions);
        string[] left = [.. Enumerable.Range(0, 60).Select(i => $"base:{i}")];
        string[] right = [.. Enumerable.Range(30, 60).Reverse().Select(i => $"base:{i}")];

        var answers = await Task.WhenAll(Ledger.InternTermsAsync(left, None), other.InternTermsAsync(right, None));

        var all = await Ledger.ListTermsAsync("base:", None);
        Assert.Equal(90, all.Count);
        Assert.Equal(Enumerable.Range(1, 90), all.Select(t => t.Value).Order());
        Assert.Equal(answers[0].Skip(30), answers[1].Reverse().Take(30));
        Assert.Equal(right, await Ledger.ResolveTermsAsync(answers[1], None));
        Assert.Equal(left, await other.ResolveTermsAsync(answers[0], None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.ResolveTermsAsync([91], None));
    }

    [ConformanceFact]
    public async Task RefreshTerms_LearnsWhatOthersInterned_AndFindTermTellsWhatNobodyDid()
    {
        await using var other = await OpenAsync(Partitions);
        Assert.Equal(0, await Ledger.RefreshTermsAsync(None));
        Assert.Null(await Ledger.FindTermAsync("base:a", None));

        // Known here before what is between: the refresh must not skip that.
        await other.InternTermsAsync(["base:a", "base:b"], None);
        await Ledger.InternTermsAsync(["base:c"], None);
        Assert.Equal(3, await Ledger.RefreshTermsAsync(None));
        Assert.Equal(["base:a", "base:b", "base:c"], await Ledger.ResolveTermsAsync([1, 2, 3], None));

        await other.InternTermsAsync(["base:d"], None);
        Assert.Equal(4, await Ledger.FindTermAsync("base:d", None));
        Assert.Null(await Ledger.FindTermAsync("base:", None));
        Assert.Equal(4, await Ledger.RefreshTermsAsync(None));
    }

    [ConformanceFact]
    public async Task RefreshTerms_MissesNone_WhileTwoSidesInternAtOnce()
    {
        await using var other = await OpenAsync(Partitions);
        await using var reader = await OpenAsync(Partitions);
        var writing = Task.WhenAll(WriteAsync(Ledger, "base:left-"), WriteAsync(other, "base:right-"));
        var seen = 0;
        do
        {
            var greatest = await reader.RefreshTermsAsync(None);
            Assert.True(greatest >= seen);

            // All up to there are known: a gap would throw.
            Assert.All(await reader.ResolveTermsAsync([.. Enumerable.Range(1, greatest)], None), Assert.NotNull);
            seen = greatest;
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Equal(200, await reader.RefreshTermsAsync(None));

        static async Task WriteAsync(ILedger ledger, string prefix)
        {
            for (var i = 0; i < 100; i++)
            {
                await ledger.InternTermsAsync([prefix + i], None);
            }
        }
    }

    [ConformanceFact]
    public async Task ListTerms_TakesThePrefixLiterally_WhenItHoldsPatternCharacters()
    {
        await Ledger.InternTermsAsync(["a%b:1", "a%b:2", "axb:3", "a_b:4", "a%c", "A%b:5", "a%b"], None);

        Assert.Equal(["a%b", "a%b:1", "a%b:2"], (await Ledger.ListTermsAsync("a%b", None)).Select(t => t.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["a_b:4"], (await Ledger.ListTermsAsync("a_", None)).Select(t => t.Key));
        Assert.Empty(await Ledger.ListTermsAsync("b", None));
        Assert.Equal(7, (await Ledger.ListTermsAsync("", None)).Count);
    }

    [ConformanceFact]
    public async Task Checkpoint_NeverMovesBack_WhenAnOlderOneComesLate()
    {
        Assert.Null(await Ledger.ReadCheckpointAsync(1, None));
        await Ledger.WriteCheckpointAsync(new(1, 10, ["region:iq", "base:\"x\", y"]), None);
        await Ledger.WriteCheckpointAsync(new(1, 9, []), None);

        var stored = await Ledger.ReadCheckpointAsync(1, None);

        Assert.Equal(10, stored!.Position);
        Assert.Equal(["region:iq", "base:\"x\", y"], stored.Behind);
        await Ledger.WriteCheckpointAsync(new(1, 10, [], GatheredFrom: 4), None);
        stored = await Ledger.ReadCheckpointAsync(1, None);
        Assert.Empty(stored!.Behind);
        Assert.Equal(4, stored.GatheredFrom);
        await Ledger.WriteCheckpointAsync(new(1, 11, []), None);
        Assert.Null((await Ledger.ReadCheckpointAsync(1, None))!.GatheredFrom);
        Assert.Null(await Ledger.ReadCheckpointAsync(0, None));
    }

    [ConformanceFact]
    public async Task WaitForAppend_Wakes_WhenThePartitionGrows()
    {
        var minute = TimeSpan.FromMinutes(1);
        var woken = Ledger.WaitForAppendAsync(0, 0, minute, None);
        var otherPartition = Ledger.WaitForAppendAsync(1, 0, TimeSpan.FromMilliseconds(50), None);
        Assert.False(woken.IsCompleted);

        await CommitAsync(0, Entry("a"));

        await woken.WaitAsync(minute / 2);
        await otherPartition.WaitAsync(minute / 2);
        await Ledger.WaitForAppendAsync(0, 0, minute, None).WaitAsync(minute / 2);
        using var cancel = new CancellationTokenSource();
        var cancelled = Ledger.WaitForAppendAsync(0, 1, minute, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [ConformanceFact]
    public async Task Health_SaysYes_WhenTheDatabaseCanBeWritten() =>
        Assert.True((await Ledger.CheckHealthAsync(None)).Healthy);

    [ConformanceFact]
    public async Task Open_RefusesAnotherPartitionCount_WhenTheDatabaseExists()
    {
        var refused = await Assert.ThrowsAsync<LedgerConfigurationException>(() => OpenAsync(Partitions + 1));
        Assert.Contains("PartitionCount", refused.Message, StringComparison.Ordinal);
        Assert.Contains("3", refused.Message, StringComparison.Ordinal);

        await using var same = await OpenAsync(partitions: null);
        Assert.Equal(Partitions, same.PartitionCount);
    }
}
