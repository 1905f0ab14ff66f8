using System.Diagnostics;
using System.Globalization;
using System.Text;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Grains.Partitions;
using Actors.Ledger;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>Random histories, many at once, while silos are killed: in the end every incident and every tally is what its reports give from scratch.</summary>
/// <remarks><c>ACTORS_TEST_HISTORIES</c>: how many; default 30. <c>ACTORS_CHAOS_SEED</c>: what all chance comes from; default: another each time.</remarks>
public sealed class KilledHistoryTests(ITestOutputHelper output)
{
    private const int AtOnce = 6;
    private const int Steps = 24;
    private const int StepsBetweenKills = 110;

    /// <summary>Short, since whatever is asked may be asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(90);

    private static readonly int Histories = Number("ACTORS_TEST_HISTORIES", 30);
    private static readonly int Seed = Number("ACTORS_CHAOS_SEED", Environment.TickCount & 0xFFFF);

    [Fact]
    public async Task IncidentsAndTallies_AreThoseOfTheReportsFromScratch_WhenSilosAreKilled()
    {
        output.WriteLine($"seed {Seed}");
        await using var cluster = await ThreatCluster.StartAsync(silos: 3, partitions: 3, patience: Patience);
        var started = Stopwatch.GetTimestamp();
        var steps = 0;
        var histories = Enumerable.Range(0, Histories)
            .Select(i => new KilledHistory(Seed + i, string.Create(CultureInfo.InvariantCulture, $"h{i}"), cluster.Cluster.Client, () => Interlocked.Increment(ref steps)))
            .ToList();
        var running = Parallel.ForEachAsync(histories, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (history, _) => await history.RunAsync(Steps));
        var kills = await KillAsync(cluster, () => Volatile.Read(ref steps), running);
        await running;
        output.WriteLine($"seed {Seed}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: {histories.Count} histories, {steps} steps, {histories.Sum(h => h.Merges)} merges, {histories.Sum(h => h.Splits)} splits, {kills} silos killed, {histories.Sum(h => h.Repeated)} calls asked again");
        Assert.True(kills >= Histories * Steps / StepsBetweenKills / 2, $"seed {Seed}: only {kills} silos were killed");

        var positions = histories.Aggregate(LedgerVector.Zero, (sum, h) => sum.Max(h.Positions));
        var expected = histories.SelectMany(h => h.FromScratch()).ToDictionary(c => c.Key, c => c.Value);
        await AttachedAsync(cluster);
        await IncidentsAgreeAsync(cluster, expected, histories.SelectMany(h => h.Placed()).Where(i => i.Key != Guid.Empty).ToDictionary(i => i.Key, i => i.Value));
        await cluster.HandedOverAsync();
        await TalliesAgreeAsync(cluster, expected, positions, histories.Count);
        await Asked.VerifiesAsync(cluster.Cluster.Client, $"seed {Seed}");
    }

    private static async Task<int> KillAsync(ThreatCluster cluster, Func<int> steps, Task running)
    {
        var random = new Random(Seed);
        var kills = 0;
        while (true)
        {
            var at = steps() + (StepsBetweenKills / 2) + random.Next(StepsBetweenKills);
            await Eventually.HoldsAsync($"step {at}, seed {Seed}", () => steps() >= at || running.IsCompleted, KillLimit);
            if (running.IsCompleted)
            {
                return kills;
            }

            var silos = cluster.Cluster.Silos;
            await cluster.Cluster.KillSiloAsync(silos[random.Next(silos.Count)]);
            kills++;
            await cluster.Cluster.StartAdditionalSiloAsync();
        }
    }

    /// <summary>A retraction that met its report only in the registry is applied by an entry of its own, a moment later.</summary>
    private static Task AttachedAsync(ThreatCluster cluster) => Eventually.HoldsAsync(
        $"nothing waits for a report that an incident has, seed {Seed}",
        async () =>
        {
            foreach (var awaited in (await cluster.Ledger.ReadWaitingAsync(null, CancellationToken.None)).Select(w => w.Awaited).Distinct())
            {
                if (await ThreadLocator.LocateAsync(cluster.Ledger, awaited, CancellationToken.None) is not null)
                {
                    return false;
                }
            }

            return true;
        },
        TimeSpan.FromSeconds(60));

    private static async Task IncidentsAgreeAsync(ThreatCluster cluster, Dictionary<Guid, Contribution> expected, Dictionary<Guid, List<Report>> placed)
    {
        var held = new Dictionary<Guid, Contribution>();
        string? cursor = null;
        do
        {
            var query = new IncidentQuery { Subject = "region:world", Membership = "high", Cursor = cursor, Limit = 1_000 };
            var page = await Asked.UntilAnsweredAsync("the list", () => cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0).ListAsync(query));
            foreach (var item in page.Items)
            {
                held.Add(item.Incident, ContributionCodec.Decode(item.Contribution));
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.True(expected.Count > Histories, $"seed {Seed}: only {expected.Count} incidents");
        Assert.Equal(expected.Keys.Order(), held.Keys.Order());
        foreach (var (id, contribution) in expected)
        {
            if (!ContributionCodec.Encode(held[id] with { Revision = 1 }).SequenceEqual(ContributionCodec.Encode(contribution)))
            {
                var detail = (await cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0).GetAsync(id, null, null))!;
                var made = detail.Reports.Select(r => RecordedReportCodec.Read(r.Payload, r.RecordedAt).Report);
                Assert.Fail($"seed {Seed}: incident {id} is made of\n{Shown(made)}\nand should be of\n{Shown(placed[id])}");
            }
        }
    }

    private static async Task TalliesAgreeAsync(ThreatCluster cluster, Dictionary<Guid, Contribution> expected, LedgerVector positions, int histories)
    {
        var subjects = new List<SubjectId> { SubjectId.World, SubjectId.Region("iq"), SubjectId.Region("iq-ni"), SubjectId.Region("sy") };
        subjects.AddRange(ChangingReports.Perpetrators.Concat(ChangingReports.Targets).Select(SubjectId.Group));
        for (var i = 0; i < histories; i++)
        {
            subjects.AddRange([SubjectId.Base($"h{i}-camp"), SubjectId.Base($"h{i}-post"), SubjectId.Base($"h{i}-outpost"), SubjectId.Region($"h{i}-valley")]);
        }

        foreach (var subject in subjects)
        {
            foreach (var (by, text) in new[] { (TallyBy.Day, "day"), (TallyBy.Type, "type"), (TallyBy.Place, "place") })
            {
                var tally = await Asked.UntilAnsweredAsync(
                    subject.ToString(),
                    () => cluster.Subject(subject.ToString()).TallyAsync(new TallyQuery { By = text, Figures = "all", MinPositions = positions.ToString() }));
                var scratch = TallyFold.Of(expected.Values, new TallyFilter { Subject = subject }, by, Catalogue.BuiltIn);
                Assert.True(Shown(tally) == Shown(scratch), $"seed {Seed}: {subject} by {text}\n{Shown(tally)}\nfrom scratch\n{Shown(scratch)}");
            }
        }
    }

    private static string Shown(TallyAnswer tally) => string.Join('\n', (tally.Breakdown ?? [])
        .Select(r => $"{r.Key}: {r.Incidents.Low}/{r.Incidents.Best}/{r.Incidents.High} {Shown(r.Killed)} {Shown(r.Injured)}")
        .Prepend($"{tally.Incidents.Low}/{tally.Incidents.Best}/{tally.Incidents.High} {Shown(tally.Killed)} {Shown(tally.Injured)} {tally.Intercepted} {tally.Contested} {tally.Undated}"));

    private static string Shown(TallyResult tally) => string.Join('\n', tally.Breakdown
        .Select(r => $"{r.Key}: {r.IncidentsRange.Low}/{r.IncidentsRange.Best}/{r.IncidentsRange.High} {Shown(r.Killed)} {Shown(r.Injured)}")
        .Prepend($"{tally.IncidentsRange.Low}/{tally.IncidentsRange.Best}/{tally.IncidentsRange.High} {Shown(tally.Killed)} {Shown(tally.Injured)} {tally.Intercepted} {tally.Contested} {tally.Undated}"));

    private static string Shown(IEnumerable<Report> reports) =>
        string.Join('\n', reports.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => Encoding.UTF8.GetString(ReportWriter.WriteCanonical(r))));

    private static string Shown(Sum sum) => $"{sum.Low}/{sum.Best}/{sum.High}/{sum.Unknown}";

    private static string Shown(FigureSum sum) => $"{sum.Low}/{sum.Best}/{sum.High}/{sum.Unknown}";

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
