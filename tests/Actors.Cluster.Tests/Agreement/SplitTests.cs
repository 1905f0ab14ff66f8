using System.Globalization;
using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>Reports that go from incident to incident, which different partitions keep.</summary>
public sealed class SplitTests
{
    private const int Partitions = 3;

    /// <summary>A split is an entry in the partition of the incident it takes from; who keeps the one it gives to is not told.</summary>
    [Fact]
    public async Task Split_TakesAReportOut_OfAnIncidentThatAnotherPartitionGaveItTo()
    {
        await using var cluster = await ThreatCluster.StartAsync(partitions: Partitions);
        var intake = cluster.Cluster.Client.GetGrain<IIntakeGrain>(0);
        const string First = "first";
        var elsewhere = Enumerable.Range(1, 20).Select(n => string.Create(CultureInfo.InvariantCulture, $"other-{n}")).First(r => PartitionOf(r) != PartitionOf(First));
        var one = await ReportAsync("1", First, day: 1);
        var other = await ReportAsync("2", elsewhere, day: 4);
        var third = await ReportAsync("3", reference: null, day: 7);
        await DoneAsync(intake.MergeAsync(new MergeRequest(one, third, "the same", "desk")));
        await DoneAsync(intake.MergeAsync(new MergeRequest(one, other, "the same", "desk")));

        // The only reference among what leaves is that of the other one, so it opens again.
        Assert.Equal(other, await DoneAsync(intake.SplitAsync(new SplitRequest(one, ["2", "3"], "another", "desk"))));
        var apart = await DoneAsync(intake.SplitAsync(new SplitRequest(other, ["3"], "a third", "desk")));
        Assert.Equal([["1"], ["2"], ["3"]], [await ReportsOfAsync(one), await ReportsOfAsync(other), await ReportsOfAsync(apart)]);

        // And back.
        await DoneAsync(intake.MergeAsync(new MergeRequest(other, apart, "the same after all", "desk")));
        Assert.Equal(["2", "3"], await ReportsOfAsync(other));

        static int PartitionOf(string reference) => IncidentIds.PartitionOf(IncidentIds.OfReference("desk", reference), Partitions);

        async Task<Guid> ReportAsync(string id, string? reference, int day)
        {
            var named = reference is null ? "" : $"\"incident\":\"{reference}\",";
            var report = $$$"""{"kind":"incident","id":"{{{id}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T10:00:00Z",{{{named}}}"occurred":{"from":"2023-10-0{{{day}}}"},"place":{"base":"split-outpost-{{{id}}}"},"type":"armed-clash"}""";
            var canonical = ReportWriter.WriteCanonical(ReportReader.ReadOne(Encoding.UTF8.GetBytes(report)).Reports![0]);
            var receipt = Assert.Single(await intake.SubmitAsync(new Submission("desk", true, [canonical])));
            Assert.Equal(ReceiptStatus.Recorded, receipt.Status);
            return receipt.Incident!.Value;
        }

        async Task<List<string>> ReportsOfAsync(Guid incident)
        {
            var detail = await cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0).GetAsync(incident, null, null);
            return [.. detail!.Reports.Select(r => RecordedReportCodec.Read(r.Payload, r.RecordedAt).Report.Id).Order(StringComparer.Ordinal)];
        }
    }

    private static async Task<Guid> DoneAsync(Task<ActionResult> action)
    {
        var done = await action;
        Assert.True(done is { Problem: null, Incident: not null }, done.Problem);
        return done.Incident!.Value;
    }
}
