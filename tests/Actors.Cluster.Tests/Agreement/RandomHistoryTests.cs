using System.Collections.Immutable;
using System.Text;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Grains.Intake;
using Actors.Grains.Partitions;
using Actors.Ledger;
using Actors.Testing;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>Random histories of reporting, correcting, withdrawing, moving, merging, splitting and deciding, entry by entry as a partition composes
/// them, against what assessing every incident anew from its reports at the end gives.</summary>
public sealed class RandomHistoryTests
{
    private const int Histories = 10_000;
    private static readonly Catalogue BuiltIn = Catalogue.BuiltIn;
    private static readonly NameMemory Names = new(BuiltIn);

    [Fact]
    public void Tallies_AreThoseOfTheReportsAtTheEnd_In10000Histories()
    {
        var (merges, splits, counted) = (0, 0, 0L);
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = new History(new Random(seed));
            history.Run();
            counted += history.Compare($"seed {seed}");
            merges += history.Merges;
            splits += history.Splits;
        }

        Assert.True(merges > Histories / 4 && splits > Histories / 4 && counted > Histories, $"{merges} merges, {splits} splits, {counted} incidents counted");
    }

    private sealed class History(Random random)
    {
        private readonly Dictionary<Guid, IncidentThread> threads = [];
        private readonly Dictionary<Guid, List<AddressedReport>> naive = [];
        private readonly Dictionary<Guid, Guid> mergedInto = [];
        private readonly EntryComposer composer = new(BuiltIn, AssessmentRules.Default);
        private readonly ReportResolver resolver = new(Names, "a", analyst: true, new DateTimeOffset(2023, 12, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly List<SubjectState> subjects =
            [new(SubjectId.World), new(SubjectId.Region("iq")), new(SubjectId.Base("al-harir")), new(SubjectId.Group("us-forces")), new(SubjectId.Group("kataib-hizballah"))];

        private long position;

        public int Merges { get; private set; }

        public int Splits { get; private set; }

        public void Run()
        {
            var reports = new ChangingReports(random, "a");
            for (var step = 6 + random.Next(14); step > 0; step--)
            {
                switch (random.Next(8))
                {
                    case 0:
                        Merge();
                        break;
                    case 1:
                        Split();
                        break;
                    default:
                        Report(reports.Next());
                        break;
                }
            }
        }

        public long Compare(string when)
        {
            var contributions = naive.Values
                .Select(reports => Assessor.Contribute(Guid.NewGuid(), 1, [.. reports.Select(r => r.Report)], AssessmentRules.Default))
                .OfType<Contribution>()
                .ToList();
            foreach (var state in subjects)
            {
                var filter = new TallyFilter { Subject = state.Subject, From = random.Next(2) == 0 ? null : ChangingReports.FirstDay.AddDays(random.Next(ChangingReports.Days)) };
                var by = (TallyBy)random.Next(9);
                if (state.TryAnswer(filter, by, BuiltIn) is not { } answer)
                {
                    continue;
                }

                var expected = TallyFold.Of(contributions, filter, by, BuiltIn);
                Assert.True(expected.Equals(answer), $"{when}: {state.Subject} from {filter.From} by {by}: {answer.IncidentsRange} {answer.Killed}, from scratch {expected.IncidentsRange} {expected.Killed}");
            }

            return contributions.Count;
        }

        private void Report(string json)
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            var report = ReportReader.ReadOne(bytes).Reports![0];
            if (ThreadOf(report) is not { } id)
            {
                return;
            }

            var addressed = new AddressedReport(new EntryAddress(0, ++position), resolver.Resolve(report, ReportWriter.WriteCanonical(report)));
            var thread = threads.GetValueOrDefault(id) ?? IncidentThread.Unreported(id);
            var (next, effects) = composer.Join(thread, [addressed], addressed.Address);
            Apply(effects, next);
            if (!naive.TryGetValue(id, out var known))
            {
                naive.Add(id, known = []);
            }

            known.Add(addressed);
        }

        private void Merge()
        {
            if (naive.Count < 2)
            {
                return;
            }

            var (survivor, absorbed) = (Any(), Any());
            if (survivor == absorbed)
            {
                return;
            }

            var at = new EntryAddress(0, ++position);
            var (joined, effects) = composer.Join(threads[survivor], threads[absorbed].Reports, at);
            effects = effects with { Changes = [.. effects.Changes, new IncidentChange(absorbed, threads[absorbed].Contribution, null)] };
            Apply(effects, joined, threads[absorbed] with { Reports = [], Contribution = null, ClosedInto = survivor });
            naive[survivor].AddRange(naive[absorbed]);
            naive.Remove(absorbed);
            mergedInto[absorbed] = survivor;
            Merges++;
        }

        private void Split()
        {
            if (naive.Count == 0)
            {
                return;
            }

            var from = Any();
            var leaving = naive[from].Where(_ => random.Next(2) == 0).ToList();
            if (leaving.Count == 0 || leaving.Count == naive[from].Count)
            {
                return;
            }

            var other = Guid.NewGuid();
            var at = new EntryAddress(0, ++position);
            var (rest, effects) = composer.Become(threads[from], [.. threads[from].Reports.Where(r => !leaving.Contains(r))], at);
            var (apart, more) = composer.Become(IncidentThread.Unreported(other), [.. leaving], at);
            Apply(effects with { Changes = [.. effects.Changes, .. more.Changes] }, rest, apart);
            naive[from].RemoveAll(leaving.Contains);
            naive[other] = leaving;
            Splits++;
        }

        private void Apply(EntryEffects effects, params IncidentThread[] changed)
        {
            // As stored and read again.
            var stored = EffectsCodec.Decode(EffectsCodec.Encode(effects));
            foreach (var state in subjects)
            {
                state.Apply(0, position, stored, BuiltIn);
            }

            foreach (var thread in changed)
            {
                threads[thread.Id] = thread;
            }
        }

        /// <summary>Null: presence is no part of an incident, and a retraction of it none either.</summary>
        private Guid? ThreadOf(Report report)
        {
            var id = report switch
            {
                IncidentReport { Incident: { } reference } => IncidentIds.OfReference("a", reference),
                IncidentReport => IncidentIds.OfReport(report.Id),
                AssessmentReport assessment => IncidentIds.OfReference("a", assessment.Incident),
                RetractionReport retraction => naive.FirstOrDefault(of => of.Value.Any(r => r.Report.Report.Id == retraction.Retracts)).Key,
                _ => Guid.Empty,
            };
            while (mergedInto.TryGetValue(id, out var survivor))
            {
                id = survivor;
            }

            return id == Guid.Empty ? null : id;
        }

        private Guid Any() => naive.Keys.ElementAt(random.Next(naive.Count));
    }
}
