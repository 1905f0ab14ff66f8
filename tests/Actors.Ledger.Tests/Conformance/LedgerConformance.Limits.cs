namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    private static readonly LedgerLimits Small = new() { MaxEntries = 3, MaxBatchBytes = 1_000, MaxEntryBytes = 500, MaxSubjects = 2, MaxTermBytes = 20 };

    [ConformanceFact]
    public async Task Limits_NameEntryLimitAndValue_WhenTheyAreExceeded()
    {
        await using var ledger = await OpenAsync(Partitions, Small);
        await RefusedAsync(["4 entries", "MaxEntries", "3"], Entry("a"), Entry("b"), Entry("c"), Entry("d"));
        await RefusedAsync(["Entry 1", "MaxEntryBytes", "500"], Entry("a"), Entry("b") with { Report = new byte[600] });
        await RefusedAsync(["MaxBatchBytes", "1000"], Entry("a") with { Report = new byte[400] }, Entry("b") with { Report = new byte[400] }, Entry("c") with { Report = new byte[400] });
        await RefusedAsync(["Entry 0", "3 subjects", "MaxSubjects", "2"], Entry("a", "x", "y", "z"));
        await RefusedAsync(["Entry 0", "MaxTermBytes", "20"], Entry("a", "base:äääääääääääää"));
        await RefusedAsync(["Entry 0", "MaxTermBytes", "20"], Entry("a") with { Revisions = [Revision(1, 1, null, new string('x', 21))] });
        await RefusedAsync(["Entry 0", "3 terms", "MaxSubjects"], Entry("a") with { Revisions = [Revision(1, 1, null, "x", "y", "z")] });

        Assert.Equal(LedgerVector.Zero, await ledger.ReadHeadsAsync(None));
        Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(0, 0, Entry("a", "base:äääääää", "y")), None));

        async Task RefusedAsync(string[] words, params NewEntry[] entries)
        {
            var refused = await Assert.ThrowsAsync<LedgerLimitException>(() => ledger.AppendAsync(Batch(0, 0, entries), None));
            Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
        }
    }

    [ConformanceFact]
    public async Task Append_RefusesMistakesOfTheCaller_BeforeAnythingIsWritten()
    {
        await RefusedAsync("at least one entry");
        await RefusedAsync("subject twice", Entry("a", "x", "x"));
        await RefusedAsync("registers already", Entry("a"), Entry("a"));
        await RefusedAsync("empty or contains", Entry("a", ""));
        await RefusedAsync("U+0000", Entry("a", "x\0y"));
        await RefusedAsync("after revision 1", Entry("a") with { Revisions = [Revision(1, 1, null)] }, Entry("b") with { Revisions = [Revision(1, 3, null)] });
        await RefusedAsync("both must be given or neither", Entry("a") with { Revisions = [Revision(1, 1, Day(1, 1)) with { DayTo = null }] });
        Assert.Equal(LedgerVector.Zero, await Ledger.ReadHeadsAsync(None));

        async Task RefusedAsync(string words, params NewEntry[] entries)
        {
            var refused = await Assert.ThrowsAsync<ArgumentException>(() => Ledger.AppendAsync(Batch(0, 0, entries), None));
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        }
    }

    [ConformanceFact]
    public async Task Append_TakesTheLargestBatch_WhenItKeepsToTheLimits()
    {
        var entries = Enumerable.Range(0, 10_000).Select(i => Entry($"r{i}", $"base:{i % 50}", $"region:{i % 7}") with { Report = new byte[1_000] }).ToArray();

        var committed = await CommitAsync(0, entries);

        Assert.Equal(10_000, committed.RecordedAt.Count);
        Assert.Equal(10_000, (await Ledger.ReadHeadAsync(0, None)).Position);
    }
}
