using System.Diagnostics;
using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Grains.Intake;
using Actors.Grains.Partitions;
using Actors.Ledger;

namespace Actors.Benchmarks.Rows;

/// <summary>One more revision of an incident that 200 reports speak of: assessed from all of them, with the entry that the ledger stores.</summary>
public static class RevisionBenchmark
{
    private const int Reports = 200;

    /// <summary>Runs it.</summary>
    public static Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ICatalogue catalogue = Catalogue.BuiltIn;
        var composer = new EntryComposer(catalogue, AssessmentRules.Default);
        var resolver = new ReportResolver(new NameMemory(catalogue), "local", analyst: false, DateTimeOffset.UnixEpoch);
        var first = (IncidentReport)ReportReader.ReadOne(new ReportWorkload(seed: 8, "r").Next(1)[0].Canonical).Reports![0];
        var thread = IncidentThread.Unreported(IncidentIds.OfReference("local", first.Incident!));
        for (var i = 0; i < Reports - 1; i++)
        {
            thread = composer.Join(thread, [Addressed(i)], At(i)).Next;
        }

        var last = Addressed(Reports - 1);
        var times = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var (next, effects) = composer.Join(thread, [last], last.Address);
            var bytes = EffectsCodec.Encode(effects).Length + composer.RevisionOf(next).Contribution.Length + EntryComposer.SubjectsOf(effects, []).Count;
            if (i >= 100 && bytes > 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        context.AddTime($"one revision of an incident with {Reports} reports", new Samples(times), "ms", null, null, "2 ms", (value, _) => value < 2);
        return Task.CompletedTask;

        AddressedReport Addressed(int i)
        {
            var report = first with
            {
                Id = $"revision:{i}",
                Source = "desk-" + (i % 40),
                PublishedAt = first.PublishedAt.AddMinutes(i),
                Outcome = (Outcome)(i % 3),
                Casualties = [first.Casualties[0] with { Killed = Domain.Figure.Exactly(i % 7) }],
            };
            return new AddressedReport(At(i), resolver.Resolve(report, ReportWriter.WriteCanonical(report)));
        }

        static EntryAddress At(int i) => new(0, i + 1);
    }
}
