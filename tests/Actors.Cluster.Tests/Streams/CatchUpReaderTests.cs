using System.Diagnostics.Metrics;
using Actors.Abstractions.Subjects;
using Actors.Grains.Routing;
using Actors.Ledger;
using Microsoft.Extensions.Options;

namespace Actors.Cluster.Tests.Streams;

public sealed class CatchUpReaderTests
{
    [Fact]
    public async Task Reader_NeedsFewQueries_WhenHundredsOfSubjectsCatchUp()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 1_500, leaves: 600);
        var ledger = new SwitchableLedger(engine.Ledger);
        var reader = Reader(ledger);
        var fold = await engine.FoldAsync();

        var steps = await Task.WhenAll(fold.Keys.Select(key => reader.ReadAsync(0, key.Subject, 0, 1_500, CancellationToken.None)));

        Assert.All(fold.Zip(steps), pair => Assert.Equal(pair.First.Value.Count, pair.Second.Entries.Length));
        Assert.All(fold.Zip(steps), pair => Assert.Equal(pair.First.Value.Sum, pair.Second.Entries.Sum(entry => entry.Position)));
        Assert.All(steps, step => Assert.Equal(1_500, step.To));
        Assert.InRange(ledger.Reads, 1, 10);
    }

    [Theory]
    [InlineData("leaf:3", 512)]
    [InlineData("leaf:3", 0)]
    [InlineData(ProbeSubjects.All, 2)]
    public async Task Reader_ReachesTheEndInSteps_WhenASubjectIsFarBehind(string subject, int maxIndexTerms)
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 1_000, leaves: 10);
        var reader = Reader(engine.Ledger, options => (options.MaxRange, options.MaxStepEntries, options.MaxIndexTerms, options.MaxTailEntries) = (100, 20, maxIndexTerms, 0));
        var entries = new List<SliceEntry>();

        for (long position = 7; position < 990;)
        {
            var step = await reader.ReadAsync(0, subject, position, 990, CancellationToken.None);
            Assert.Equal(position, step.After);
            Assert.InRange(step.To, position + 1, 990);
            Assert.InRange(step.Entries.Length, 0, 100);
            entries.AddRange(step.Entries);
            position = step.To;
        }

        var expected = await ExpectedAsync(engine, subject, 7, 990);
        Assert.Equal(expected, entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Reader_AnswersFromWhatItHasRead_WhenSubjectsAskForNearlyTheSame()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 1_000, leaves: 10);
        var ledger = new SwitchableLedger(engine.Ledger);
        using var reader = Reader(ledger);

        // Backwards, forwards, within: each interval exactly its own entries, whatever was read before.
        foreach (var (after, upTo) in new[] { (500L, 700L), (300, 700), (300, 900), (640, 650), (0, 1_000) })
        {
            foreach (var subject in new[] { "leaf:3", "leaf:7", ProbeSubjects.All })
            {
                var step = await reader.ReadAsync(0, subject, after, upTo, CancellationToken.None);
                Assert.Equal((after, upTo), (step.After, step.To));
                Assert.Equal(await ExpectedAsync(engine, subject, after, upTo), step.Entries.Select(entry => entry.Position));
            }
        }

        var reads = ledger.Reads;
        var again = await Task.WhenAll(Enumerable.Range(0, 900).Select(i => reader.ReadAsync(0, "leaf:3", i, 1_000, CancellationToken.None)));
        Assert.Equal(reads, ledger.Reads);
        Assert.Equal(await ExpectedAsync(engine, "leaf:3", 899, 1_000), again[^1].Entries.Select(entry => entry.Position));

        await reader.ReadAsync(0, "leaf:3", 900, 1_000, CancellationToken.None, fromLedger: true);
        Assert.Equal(reads + 1, ledger.Reads);
    }

    [Fact]
    public async Task Reader_KeepsOnlyTheNewest_WhenMuchIsRead()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 1_000, leaves: 10);
        var ledger = new SwitchableLedger(engine.Ledger);
        using var reader = Reader(ledger, options => (options.MaxTailEntries, options.MaxUnfilteredRange) = (100, 100));

        for (var position = 0L; position < 1_000; position += 50)
        {
            var step = await reader.ReadAsync(0, "leaf:3", position, position + 50, CancellationToken.None);
            Assert.Equal(await ExpectedAsync(engine, "leaf:3", position, position + 50), step.Entries.Select(entry => entry.Position));
        }

        var reads = ledger.Reads;
        await reader.ReadAsync(0, "leaf:7", 900, 1_000, CancellationToken.None);
        Assert.Equal(reads, ledger.Reads);
        var old = await reader.ReadAsync(0, "leaf:7", 100, 150, CancellationToken.None);
        Assert.Equal(reads + 1, ledger.Reads);
        Assert.Equal(await ExpectedAsync(engine, "leaf:7", 100, 150), old.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Reader_ForgetsWhatItHasSorted_WhenTheCatalogueChanges()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 100, leaves: 10);
        var names = new NamesOnly(engine.Ledger);
        using var reader = new CatchUpReader(engine.Ledger, names, Options.Create(new CatchUpOptions()), new RouterInstruments(new NoMeters()));
        var before = await reader.ReadAsync(0, "leaf:3", 0, 100, CancellationToken.None);

        names.Renames("leaf:3", "leaf:7");

        Assert.Equal(10, before.Entries.Length);
        Assert.Empty((await reader.ReadAsync(0, "leaf:3", 0, 100, CancellationToken.None)).Entries);
        Assert.Equal(20, (await reader.ReadAsync(0, "leaf:7", 0, 100, CancellationToken.None)).Entries.Length);
    }

    [Fact]
    public async Task Reader_FailsAllWhoWait_WhenTheLedgerCannotBeReached()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 10, leaves: 2);
        var ledger = new SwitchableLedger(engine.Ledger) { Reachable = false };
        var reader = Reader(ledger);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => reader.ReadAsync(0, "leaf:1", 0, 10, CancellationToken.None));
        ledger.Reachable = true;

        Assert.Equal(5, (await reader.ReadAsync(0, "leaf:1", 0, 10, CancellationToken.None)).Entries.Length);
    }

    [Fact]
    public async Task Reader_SaysSo_WhenTheLedgerEndsEarlier()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await engine.AppendLeavesAsync(0, 10, leaves: 2);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Reader(engine.Ledger).ReadAsync(0, "leaf:1", 0, 11, CancellationToken.None));

        Assert.Contains("ends at position 10", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<long[]> ExpectedAsync(EngineUnderTest engine, string subject, long after, long upTo)
    {
        var page = await engine.Ledger.ReadAsync(0, after, upTo, 10_000, EntryParts.None, CancellationToken.None);
        var expected = new List<long>();
        foreach (var entry in page.Entries)
        {
            var terms = await engine.Ledger.ResolveTermsAsync(entry.Subjects, CancellationToken.None);
            if (terms.SelectMany(ProbeSubjects.Expand).Contains(subject))
            {
                expected.Add(entry.Address.Position);
            }
        }

        return [.. expected];
    }

    private static CatchUpReader Reader(ILedger ledger, Action<CatchUpOptions>? configure = null)
    {
        var options = new CatchUpOptions();
        configure?.Invoke(options);
        return new CatchUpReader(ledger, new NamesOnly(ledger), Options.Create(options), new RouterInstruments(new NoMeters()));
    }

    /// <summary>An expander for readers, which need no grains.</summary>
    private sealed class NamesOnly(ILedger ledger) : ISubjectExpander
    {
        private readonly Dictionary<string, string> renamed = [];

        public long Version => renamed.Count;

        public void Renames(string subject, string to) => renamed.Add(subject, to);

        public async ValueTask<IReadOnlyList<SubjectTarget>> ExpandAsync(int term, CancellationToken cancellationToken)
        {
            var text = (await ledger.ResolveTermsAsync([term], cancellationToken))[0];
            return [.. ProbeSubjects.Expand(text).Select(subject => Target(renamed.GetValueOrDefault(subject, subject)))];
        }

        public async ValueTask<IReadOnlyCollection<int>> TermsOfAsync(string subject, CancellationToken cancellationToken) =>
            [.. (await ledger.ListTermsAsync("leaf:", cancellationToken)).Where(term => ProbeSubjects.Expand(term.Key).Contains(subject)).Select(term => term.Value)];

        public SubjectTarget Target(string subject) => new(subject, null!);
    }

    private sealed class NoMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
