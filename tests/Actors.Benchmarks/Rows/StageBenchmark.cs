using Actors.Benchmarks.Results;
using Actors.Benchmarks.Workload;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Grains.Intake;
using Actors.Grains.Partitions;
using Actors.Ledger;

namespace Actors.Benchmarks.Rows;

/// <summary>
/// Where a report's processor time goes before and behind the database: each stage alone, on one thread, collecting garbage
/// included, with what it allocates. For information: it tells what to look at when a goal is missed, and changes little on a busy machine.
/// </summary>
public static class StageBenchmark
{
    private const int Warmup = 20_000;

    /// <summary>Runs it.</summary>
    public static Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var count = context.Options.Quick ? 5_000 : 40_000;
        var workload = new ReportWorkload(seed: 2, "s");
        var reports = workload.Next(Warmup + count);
        ICatalogue catalogue = Catalogue.BuiltIn;
        var resolver = new ReportResolver(new NameMemory(catalogue), "local", analyst: false, DateTimeOffset.UnixEpoch);
        var composer = new EntryComposer(catalogue, AssessmentRules.Default);
        var read = new Report[reports.Length];
        var recorded = new RecordedReport[reports.Length];
        var payloads = new byte[reports.Length][];
        var effects = new EntryEffects[reports.Length];
        var next = new IncidentThread[reports.Length];
        var encoded = new byte[reports.Length][];
        var threads = new Dictionary<Guid, IncidentThread>();
        var keep = 0L;

        Stage("intake: read the report", i => read[i] = ReportReader.ReadOne(reports[i].Canonical).Reports![0]);
        Stage("intake: resolve names", i => recorded[i] = resolver.Resolve(read[i], reports[i].Canonical));
        Stage("intake: content hash", i => keep += (long)ReportWriter.ContentHash(read[i]));
        Stage("intake: write the stored form", i => payloads[i] = RecordedReportCodec.Write(recorded[i]));
        Stage("partition: read the stored form", i => recorded[i] = RecordedReportCodec.Read(payloads[i], default));
        Stage("partition: assess and join", i =>
        {
            var id = IncidentIds.OfReference("local", reports[i].Reference);
            var thread = threads.TryGetValue(id, out var known) ? known : IncidentThread.Unreported(id);
            var at = new EntryAddress(0, i + 1);
            (next[i], effects[i]) = composer.Join(thread, [new AddressedReport(at, recorded[i])], at);
            threads[id] = next[i];
        });
        Stage("partition: make the revision", i => keep += composer.RevisionOf(next[i]).Terms.Count);
        Stage("partition: subjects and effects", i => keep += EntryComposer.SubjectsOf(effects[i], []).Count + (encoded[i] = EffectsCodec.Encode(effects[i])).Length);
        Stage("subjects: decode, once a router", i => effects[i] = EffectsCodec.Decode(encoded[i]));

        var states = workload.Subjects.Select(s => SubjectId.TryParse(s, out var subject) ? new SubjectState(subject) : throw new InvalidOperationException($"'{s}' is no subject.")).ToArray();
        Stage("subjects: apply to seven", i =>
        {
            foreach (var subject in reports[i].Subjects)
            {
                states[subject].Apply(0, i + 1, effects[i], catalogue);
            }
        });

        var world = states[reports[0].Subjects[4]];
        var bytes = 0L;
        Measure(context, "snapshot of the world, each", 10, 5, _ =>
        {
            var snapshot = SubjectSnapshotCodec.Take(world, catalogue);
            bytes = snapshot.Head.Length + snapshot.Chunks.Sum(c => (long)c.Bytes.Length);
        });
        BenchmarkContext.Say($"(snapshot of the world after {reports.Length} reports: {bytes:N0} bytes; {keep % 10})");
        return Task.CompletedTask;

        void Stage(string name, Action<int> act) => Measure(context, name, count, Warmup, act);
    }

    private static void Measure(BenchmarkContext context, string name, int count, int warmup, Action<int> act)
    {
        for (var i = 0; i < warmup; i++)
        {
            act(i);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Environment.CpuUsage.TotalTime;
        for (var i = warmup; i < warmup + count; i++)
        {
            act(i);
        }

        var microseconds = (Environment.CpuUsage.TotalTime - started).TotalMicroseconds / count;
        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / count;
        BenchmarkContext.Say($"{name}: {bytes:N0} bytes allocated");
        context.AddTime($"processor time of stage: {name}", new Samples([microseconds]), "us", null, null, null, null);
    }
}
