using CsCheck;

namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    private static readonly string[] ModelTerms = ["base:0", "base:1", "base:2", "type:0", "type:1"];

    /// <summary>One entry: the incidents it revises, each with a day, a span, terms and whether it still counts.</summary>
    private sealed record Step(int Partition, List<(int Incident, int Day, int Span, int Terms, bool Counts)> Revised);

    private static readonly Gen<Step> GenStep =
        Gen.Select(
            Gen.Int[0, Partitions - 1],
            Gen.Select(Gen.Int[0, 12], Gen.Int[-1, 90], Gen.OneOf(Gen.Const(0), Gen.Int[1, 20], Gen.Int[30, 60]), Gen.Int[0, 31], Gen.Int[0, 5].Select(n => n > 0)).List[1, 3],
            (partition, revised) => new Step(partition, [.. revised.DistinctBy(r => r.Item1)]));

    private static readonly Gen<(int Vector, int From, int Length, int[] Groups, bool CountingOnly, int Limit, bool Text)> GenQuery =
        Gen.Select(Gen.Int[0, 1_000], Gen.Int[-1, 90], Gen.Int[-1, 30], Gen.Int[1, 31].Array[0, 2], Gen.Bool, Gen.Int[1, 6], Gen.Bool)
            .Select(q => (q.Item1, q.Item2, q.Item3, q.Item4, q.Item5, q.Item6, q.Item7));

    [ConformanceFact]
    public async Task Query_EqualsANaiveModel_AtOldVectorsAndPageByPage()
    {
        var ids = await Ledger.InternTermsAsync(ModelTerms, None);
        var model = new RevisionModel();
        List<LedgerVector> vectors = [LedgerVector.Zero];
        var run = 0;
        await Gen.Select(GenStep.List[1, 12], GenQuery.Array[10, 10]).SampleAsync(
            async sample =>
            {
                var (steps, queries) = sample;
                foreach (var step in steps)
                {
                    // Revisions in any partition: ends in another partition than they began, as after a merge.
                    var head = vectors[^1][step.Partition];
                    List<NewRevision> revised = [.. step.Revised.Select(r => model.Next(Incident(r.Incident), r.Day < 0 ? null : Day(1, 1).AddDays(r.Day), r.Span, Terms(r.Terms), r.Counts))];
                    Assert.IsType<AppendOutcome.Committed>(await Ledger.AppendAsync(Batch(step.Partition, head, Entry($"model {run++}") with { Revisions = revised }), None));
                    model.Add(revised, new EntryAddress(step.Partition, head + 1));
                    vectors.Add(vectors[^1].With(step.Partition, head + 1));
                }

                foreach (var (vector, from, length, groups, countingOnly, limit, text) in queries)
                {
                    var query = new RevisionQuery
                    {
                        At = vectors[vector % vectors.Count],
                        From = from < 0 ? null : Day(1, 1).AddDays(from),
                        To = length < 0 ? null : Day(1, 1).AddDays(Math.Max(from, 0) + length),
                        AllOf = [.. groups.Select(mask => (IReadOnlyList<int>)[.. Terms(mask).Select(t => ids[Array.IndexOf(ModelTerms, t)])])],
                        CountingOnly = countingOnly,
                        Text = text ? "AMBER" : null,
                        Limit = limit,
                    };
                    var expected = model.Query(query, groups.Select(Terms)).Select(r => (r.Incident, r.Revision)).ToList();
                    Assert.Equal(expected, await AllPagesAsync(query));
                }
            },
            iter: 12,
            threads: 1);
    }

    [ConformanceFact]
    public async Task Query_IsExactAtItsVector_WhileAppendsGoOn()
    {
        await CommitAsync(0, Entry("start") with { Revisions = [.. Enumerable.Range(1, 60).Select(n => Revision(n, 1, Day(1, 1 + (n % 28)), "base:x"))] });
        var x = await Ledger.InternTermsAsync(["base:x"], None);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var revision = 2; !stop.IsCancellationRequested; revision++)
            {
                // From partition to partition, the day wandering: a page read without a vector would miss or repeat some.
                var round = revision;
                await CommitAsync(round % 2, Entry($"round {round}") with { Revisions = [.. Enumerable.Range(1, 60).Select(n => Revision(n, round, Day(1, 1 + ((n + round) % 28)), "base:x"))] });
            }
        });
        for (var i = 0; i < 15; i++)
        {
            var query = new RevisionQuery { At = await Ledger.ReadHeadsAsync(None), AllOf = i % 2 == 0 ? [[x[0]]] : [], Limit = 7 };
            var seen = await AllPagesAsync(query);
            Assert.Equal(60, seen.Select(s => s.Incident).Distinct().Count());
            Assert.Equal(60, seen.Count);
            Assert.Single(seen.Select(s => s.Revision).Distinct());
        }

        await stop.CancelAsync();
        await writer;
    }

    private async Task<List<(Guid Incident, int Revision)>> AllPagesAsync(RevisionQuery query)
    {
        List<(Guid Incident, int Revision)> seen = [];
        while (true)
        {
            var page = await Ledger.QueryRevisionsAsync(query, None);
            seen.AddRange(page.Select(r => (r.Incident, r.Revision)));
            if (page.Count < query.Limit)
            {
                return seen;
            }

            query = query with { After = new(page[^1].DayFrom, page[^1].Incident) };
        }
    }

    private static string[] Terms(int mask) => [.. ModelTerms.Where((_, i) => (mask & (1 << i)) != 0)];
}
