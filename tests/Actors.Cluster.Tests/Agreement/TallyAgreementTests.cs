using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Abstractions.Verification;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Testing;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>Invariant 7: counting the list behind a tally gives the tally, whatever was reported, corrected, withdrawn, moved, merged or split
/// before, and whoever is said to be absent.</summary>
public sealed class TallyAgreementTests
{
    private const int Rounds = 16;
    private const int ReportsPerRound = 20;
    private const int QuestionsPerRound = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tally_IsWhatCountingItsListGives_UnderRandomHistories(int seed)
    {
        await using var cluster = await ThreatCluster.StartAsync(partitions: 3);
        var random = new Random(seed);
        var run = new Run(cluster, random);
        ChangingReports[] senders = [new ChangingReports(random, "a"), new ChangingReports(random, "b")];
        var asked = 0;
        for (var round = 0; round < Rounds; round++)
        {
            for (var sender = 0; sender < senders.Length; sender++)
            {
                var from = senders[sender];
                await run.SubmitAsync(sender == 0 ? "a" : "b", [.. Enumerable.Range(0, ReportsPerRound).Select(_ => from.Next())]);
            }

            await run.MoveAsync();
            for (var i = 0; i < QuestionsPerRound; i++)
            {
                asked += await run.CompareAsync($"seed {seed}, round {round}") ? 1 : 0;
            }
        }

        Assert.True(asked > Rounds * QuestionsPerRound / 2, $"only {asked} questions found incidents");
        Assert.True(run.Merges > 3 && run.Splits > 3, $"{run.Merges} merges, {run.Splits} splits");
        await run.VerifyAsync();
    }

    /// <summary>A perpetrator's grain hears nothing of who is present; only the base does, and the target that is said to be absent.</summary>
    [Fact]
    public async Task Contested_CountsForPerpetratorAndFellowTarget_WhenOnlyAnotherTargetIsAbsent()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var positions = await cluster.PostAsync(
            """{"kind":"incident","id":"1","source":"a","publishedAt":"2023-11-09T10:00:00Z","incident":"x","occurred":{"from":"2023-11-08"},"place":{"base":"al-harir"},"perpetrators":[{"group":"kataib-hizballah","role":"claimed"}],"targets":[{"group":"us-forces"},{"group":"iraqi-counter-terrorism-service"}]}""",
            """{"kind":"presence","id":"2","source":"b","publishedAt":"2023-11-09T11:00:00Z","base":"al-harir","group":"us-forces","present":false,"since":"2023-10-20"}""");
        foreach (var subject in new[] { "group:kataib-hizballah", "group:iraqi-counter-terrorism-service", "group:us-forces", "base:al-harir", "region:iq" })
        {
            var answer = await cluster.Subject(subject).TallyAsync(new TallyQuery { MinPositions = positions.ToString() });
            Assert.True(answer.Contested == 1, $"{subject}: {answer.Contested} of {answer.Incidents} contested at {answer.Positions}, {positions} was asked for");
        }

        // Withdrawn, it contests nothing.
        positions = await cluster.PostAsync("""{"kind":"retraction","id":"3","source":"b","publishedAt":"2023-11-09T12:00:00Z","retracts":"2","reason":"error"}""");
        Assert.Equal(0, (await cluster.Subject("group:kataib-hizballah").TallyAsync(new TallyQuery { MinPositions = positions.ToString() })).Contested);
    }

    private sealed class Run(ThreatCluster cluster, Random random)
    {
        private static readonly string[] Breakdowns = ["day", "week", "month", "type", "outcome", "perpetrator", "target", "place"];
        private readonly List<(Guid Incident, string Report)> told = [];
        private string positions = "";

        public int Merges { get; private set; }

        public int Splits { get; private set; }

        private IIntakeGrain Intake => cluster.Cluster.Client.GetGrain<IIntakeGrain>(0);

        private IIncidentQueryGrain Queries => cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0);

        public async Task SubmitAsync(string scope, string[] reports)
        {
            var canonical = reports.Select(Canonical).ToList();
            foreach (var receipt in await Intake.SubmitAsync(new Submission(scope, true, canonical)))
            {
                Assert.Equal(ReceiptStatus.Recorded, receipt.Status);
                positions = receipt.Positions;
                if (receipt.Incident is { } incident)
                {
                    told.Add((incident, receipt.Report));
                }
            }
        }

        private static byte[] Canonical(string report)
        {
            var read = ReportReader.ReadOne(Encoding.UTF8.GetBytes(report));
            Assert.True(read.Errors.Count == 0, $"{string.Join("; ", read.Errors)}: {report}");
            return ReportWriter.WriteCanonical(read.Reports![0]);
        }

        /// <summary>Merges two incidents and takes a report out of another; what cannot be done is refused and changes nothing.</summary>
        public async Task MoveAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                var (one, other, third) = (Any(), Any(), Any());
                Merges += (await Intake.MergeAsync(new MergeRequest(one.Incident, other.Incident, "the same", "desk"))).Problem is null ? 1 : 0;
                Splits += (await Intake.SplitAsync(new SplitRequest(third.Incident, [third.Report], "another", "desk"))).Problem is null ? 1 : 0;
            }

            (Guid Incident, string Report) Any() => told[random.Next(told.Count)];
        }

        /// <summary>Asks one random question; false when nothing is counted.</summary>
        public async Task<bool> CompareAsync(string when)
        {
            var (subject, query) = Question();
            var tally = await cluster.Subject(subject).TallyAsync(query);
            var at = query with { Positions = tally.Positions, MinPositions = null };
            var context = $"{when}: {subject} {at}";

            var folded = await Queries.TallyAsync(subject, at with { Positions = null }, tally.Positions);
            Assert.True(
                Shown(tally) == Shown(folded), $"{context}\n{Shown(tally)}\n{Shown(folded)}");

            var low = await ListAsync(subject, at, "low");
            var best = await ListAsync(subject, at, "best");
            var high = await ListAsync(subject, at, "high");
            Assert.True(
                tally.Incidents == new CountRange(low.Count, best.Count, high.Count), $"{context}: {tally.Incidents}, the lists hold {low.Count}, {best.Count}, {high.Count}");
            Assert.True(tally.Contested == best.Count(c => c.Contested), $"{context}: {tally.Contested} contested, the list holds {best.Count(c => c.Contested)}");
            Assert.True(tally.Killed == SumOf(low, best, high, p => p.Killed), $"{context}: killed {tally.Killed}, the lists add up to {SumOf(low, best, high, p => p.Killed)}");
            Assert.True(tally.Injured == SumOf(low, best, high, p => p.Injured), $"{context}: injured {tally.Injured}, the lists add up to {SumOf(low, best, high, p => p.Injured)}");
            return high.Count > 0;
        }

        public async Task VerifyAsync()
        {
            await foreach (var line in cluster.Cluster.Client.GetGrain<IVerifyGrain>(Guid.NewGuid()).RunAsync(CancellationToken.None))
            {
                Assert.True(line.Difference is null, line.Difference);
            }
        }

        private (string Subject, TallyQuery Query) Question()
        {
            var subject = random.Next(3) switch
            {
                0 => "base:" + Any(ChangingReports.Bases),
                1 => "region:" + Any([.. ChangingReports.Regions, "iq", "middle-east", "world"]),
                _ => "group:" + Any([.. ChangingReports.Perpetrators, .. ChangingReports.Targets]),
            };
            var isGroup = subject.StartsWith("group:", StringComparison.Ordinal);
            var from = ChangingReports.FirstDay.AddDays(random.Next(ChangingReports.Days));
            var windowed = random.Next(3) > 0;
            return (subject, new TallyQuery
            {
                From = windowed ? from : null,
                To = windowed ? from.AddDays(random.Next(30)) : null,
                By = random.Next(2) == 0 ? Any(Breakdowns) : null,
                Role = isGroup ? random.Next(3) switch { 0 => "perpetrator", 1 => "target", _ => null } : null,
                Type = random.Next(5) == 0 ? Any(ChangingReports.Types) : null,
                Outcome = random.Next(5) == 0 ? Any(ChangingReports.Outcomes) : null,
                Perpetrator = random.Next(6) == 0 ? Any(ChangingReports.Perpetrators) : null,
                Target = random.Next(5) == 0 ? Any(ChangingReports.Targets) : null,
                Figures = "all",
                MinPositions = random.Next(2) == 0 ? positions : null,
            });
        }

        private async Task<List<Contribution>> ListAsync(string subject, TallyQuery filter, string membership)
        {
            var listed = new List<Contribution>();
            string? cursor = null;
            do
            {
                var page = await Queries.ListAsync(new IncidentQuery
                {
                    Subject = subject,
                    Filter = filter with { By = null },
                    Membership = membership,
                    Cursor = cursor,
                    Limit = 40 + random.Next(200),
                });
                listed.AddRange(page.Items.Select(item => ContributionCodec.Decode(item.Contribution)));
                cursor = page.Cursor;
            }
            while (cursor is not null);

            return listed;
        }

        private string Any(string[] of) => of[random.Next(of.Length)];

        /// <summary>Reports here state figures of all parties only.</summary>
        private static Sum SumOf(List<Contribution> low, List<Contribution> best, List<Contribution> high, Func<PartyFigures, Figure?> which)
        {
            Figure? Of(Contribution contribution) => contribution.Casualties.Select(which).SingleOrDefault(f => f is not null);
            var highs = high.Select(Of).Where(f => f is not null).Select(f => f!.Value.High).ToList();
            return new Sum(
                low.Sum(c => Of(c)?.Low ?? 0),
                best.Sum(c => Of(c)?.Best ?? 0),
                highs.Contains(null) ? null : highs.Sum(h => h!.Value),
                best.Count(c => Of(c) is null));
        }

        private static string Shown(TallyAnswer answer) =>
            $"{answer.Incidents} {answer.Killed} {answer.Injured} intercepted {answer.Intercepted} contested {answer.Contested} undated {answer.Undated} "
            + string.Join("; ", (answer.Breakdown ?? []).Select(row => row.ToString()));
    }
}
