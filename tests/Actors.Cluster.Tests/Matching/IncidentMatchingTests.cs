using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Matching;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Verification;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Cluster.Tests.Matching;

/// <summary>Reports find the incident they are about, in silos with the product's grains over SQLite.</summary>
public sealed class IncidentMatchingTests : IAsyncLifetime
{
    private ThreatCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await ThreatCluster.StartAsync(partitions: 4);

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Report_JoinsTheIncident_WhenItComesWithoutReference()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad"));
        var second = await PostAsync("b", Attack("b:1", reference: null));

        Assert.Equal(first.Incident, second.Incident);
        Assert.Equal(first.Incident, second.MatchedIncident);
        Assert.Equal(2, second.Revision);
        Assert.Contains("same base", second.MatchedWhy, StringComparison.Ordinal);
        Assert.Equal(second, (await PostAsync("b", Attack("b:1", reference: null))) with { Status = ReceiptStatus.Recorded });
        await VerifyAsync();
    }

    [Fact]
    public async Task NewReference_IsClosedIntoTheIncident_AndLaterReportsOfItFollow()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad"));
        var second = await PostAsync("b", Attack("b:1", reference: "other-name"));
        var third = await PostAsync("b", Attack("b:2", reference: "other-name", day: "2023-11-01"));

        Assert.Equal(first.Incident, second.Incident);
        Assert.Equal(first.Incident, third.Incident);
        Assert.Equal(3, third.Revision);
        var alias = await Queries.GetAsync(IncidentIds.OfReference("b", "other-name"), null, null);
        Assert.Equal(first.Incident, alias!.MergedInto);
        await VerifyAsync();
    }

    [Fact]
    public async Task References_OfOneScope_NeverMatch()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "one"));
        var second = await PostAsync("a", Attack("a:2", reference: "two"));
        var matched = await PostAsync("b", Attack("b:1", reference: "x"));
        var another = await PostAsync("b", Attack("b:2", reference: "y"));
        var third = await PostAsync("b", Attack("b:3", reference: "z"));

        Assert.NotEqual(first.Incident, second.Incident);
        Assert.Equal(5, new[] { first, second, matched, another, third }.Select(r => r.Report).Distinct().Count());
        Assert.Equal(3, new[] { matched.Incident, another.Incident, third.Incident }.Distinct().Count());
        await VerifyAsync();
    }

    [Fact]
    public async Task References_OfOneScope_NeverMatch_WhenTheyComeInOneCallOnDifferentDays()
    {
        await PostAsync("a", Attack("a:1", reference: "asad"));
        var receipts = await SubmitAsync("b", Attack("b:1", reference: "x", day: "2023-11-09"), Attack("b:2", reference: "y", day: "2023-11-07"));

        Assert.Equal(2, receipts.Select(r => r.Incident).Distinct().Count());
        await VerifyAsync();
    }

    [Fact]
    public async Task Senders_GetOneIncident_WhenTheyReportAtTheSameInstant()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PostAsync($"sender-{i}", Attack($"{i}:1", reference: $"ref-{i}"))));

        Assert.Single(receipts.Select(r => r.Incident).Distinct());
        Assert.Equal(Enumerable.Range(1, 8), receipts.Select(r => r.Revision).Order());
        await VerifyAsync();
    }

    [Fact]
    public async Task Incident_IsNew_WhenPlaceOrDayIsAnother()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad"));
        var elsewhere = await PostAsync("b", Attack("b:1", reference: null, place: "al-harir"));
        var later = await PostAsync("b", Attack("b:2", reference: null, day: "2023-11-20"));
        var undated = await PostAsync("b", """{"kind":"incident","id":"b:3","source":"b","publishedAt":"2023-11-08T10:00:00Z","place":{"base":"ain-al-asad"}}""");

        Assert.Equal(4, new[] { first, elsewhere, later, undated }.Select(r => r.Incident).Distinct().Count());
        Assert.StartsWith("new: ", elsewhere.MatchedWhy, StringComparison.Ordinal);
        Assert.StartsWith("new: it states no day", undated.MatchedWhy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UncertainMatch_IsSuggested_AndAcceptedByAMerge()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad", injured: 2));
        var doubtful = await PostAsync("b", Attack("b:1", reference: "b-asad", injured: 9));

        Assert.NotEqual(first.Incident, doubtful.Incident);
        Assert.Contains("perhaps incident", doubtful.MatchedWhy, StringComparison.Ordinal);
        var suggestion = Assert.Single((await Suggestions.SuggestAsync(doubtful.Incident!.Value))!);
        Assert.Equal(first.Incident, suggestion.Incident);
        Assert.InRange(suggestion.Chance, 0.05, 0.75);
        Assert.Contains("other number injured", suggestion.Why, StringComparison.Ordinal);

        await Intake.MergeAsync(new MergeRequest(first.Incident!.Value, doubtful.Incident.Value, "one attack", "desk"));
        Assert.Empty((await Suggestions.SuggestAsync(doubtful.Incident.Value))!);
        Assert.Null(await Suggestions.SuggestAsync(Guid.Empty));
        await VerifyAsync();
    }

    [Fact]
    public async Task RejectedSuggestion_IsRememberedFromBothSides_WithReasonAndAuthor()
    {
        var first = (await PostAsync("a", Attack("a:1", reference: "asad", injured: 2))).Incident!.Value;
        var doubtful = (await PostAsync("b", Attack("b:1", reference: "b-asad", injured: 9))).Incident!.Value;
        Assert.Single((await Suggestions.SuggestAsync(first))!);

        var done = await Intake.RejectAsync(new RejectRequest(doubtful, first, "two waves", "desk"));
        var again = await Intake.RejectAsync(new RejectRequest(first, doubtful, "said twice", "other desk"));

        Assert.Null(done.Problem);
        Assert.Equal(done.Positions, again.Positions);
        Assert.Empty((await Suggestions.SuggestAsync(first))!);
        Assert.Empty((await Suggestions.SuggestAsync(doubtful))!);
        var rejected = Assert.Single((await Suggestions.RejectedAsync(first))!);
        Assert.Equal((doubtful, "two waves", "desk"), (rejected.Incident, rejected.Reason, rejected.Author));
        Assert.Contains("there is no incident", (await Intake.RejectAsync(new RejectRequest(first, Guid.Empty, "r", "desk"))).Problem, StringComparison.Ordinal);
        Assert.NotNull((await Intake.RejectAsync(new RejectRequest(first, first, "r", "desk"))).Problem);

        // The analyst may think better of it.
        Assert.Null((await Intake.MergeAsync(new MergeRequest(first, doubtful, "one after all", "desk"))).Problem);
        Assert.Contains("was merged into", (await Intake.RejectAsync(new RejectRequest(first, doubtful, "r", "desk"))).Problem, StringComparison.Ordinal);
        await VerifyAsync();
    }

    [Fact]
    public async Task Split_OpensTheMatchedReference_WhenItsIncidentWasMergedMeanwhile()
    {
        var first = (await PostAsync("a", Attack("a:1", reference: "asad"))).Incident!.Value;
        await PostAsync("b", Attack("b:1", reference: "other"));
        var wider = (await PostAsync("c", Attack("c:1", reference: "wide", day: "2023-11-20"))).Incident!.Value;
        await Intake.MergeAsync(new MergeRequest(wider, first, "one campaign", "desk"));
        await PostAsync("b", Attack("b:2", reference: "other"));
        var apart = await Intake.SplitAsync(new SplitRequest(wider, ["b:1", "b:2"], "another attack", "desk"));

        Assert.Equal(IncidentIds.OfReference("b", "other"), apart.Incident);
        Assert.Equal(apart.Incident, (await PostAsync("b", Attack("b:3", reference: "other"))).Incident);
        Assert.Equal(wider, (await PostAsync("a", Attack("a:2", reference: "asad"))).Incident);
        await VerifyAsync();
    }

    [Fact]
    public async Task Reference_MatchesOnce_WhenItsFirstReportsComeAtTheSameInstant()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad"));
        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PostAsync("b", Attack($"b:{i}", reference: "other"))));

        Assert.All(receipts, r => Assert.Equal(first.Incident, r.Incident));
        Assert.Single(receipts, r => r.MatchedIncident is not null);
        await VerifyAsync();
    }

    [Fact]
    public async Task WithdrawnReference_StillTellsItsIncidentApart()
    {
        await PostAsync("a", Attack("a:1", reference: "asad"));
        var matched = await PostAsync("b", Attack("b:1", reference: "one"));
        await PostAsync("b", """{"kind":"retraction","id":"b:2","source":"b","publishedAt":"2023-11-08T12:00:00Z","retracts":"b:1","reason":"error"}""");
        var other = await PostAsync("b", Attack("b:3", reference: "two"));

        Assert.NotEqual(matched.Incident, other.Incident);
        await VerifyAsync();
    }

    [Fact]
    public async Task Split_OpensTheReferenceAgain_WhenItWasMatchedWrongly()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad"));
        await PostAsync("b", Attack("b:1", reference: "other"));
        var apart = await Intake.SplitAsync(new SplitRequest(first.Incident!.Value, ["b:1"], "another attack", "desk"));
        var later = await PostAsync("b", Attack("b:2", reference: "other"));

        Assert.Null(apart.Problem);
        Assert.Equal(IncidentIds.OfReference("b", "other"), apart.Incident);
        Assert.Equal(apart.Incident, later.Incident);
        await VerifyAsync();
    }

    [Fact]
    public async Task Retraction_FindsTheReport_WhenBothComeInOneCall()
    {
        var first = await PostAsync("a", Attack("a:1", reference: "asad"));
        var receipts = await SubmitAsync(
            "b",
            Attack("b:1", reference: "other"),
            """{"kind":"retraction","id":"b:2","source":"b","publishedAt":"2023-11-08T12:00:00Z","retracts":"b:1","reason":"error"}""");

        Assert.Equal([first.Incident, first.Incident], receipts.Select(r => r.Incident));
        await VerifyAsync();
    }

    private IIntakeGrain Intake => cluster.Cluster.Client.GetGrain<IIntakeGrain>(0);

    private IIncidentQueryGrain Queries => cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0);

    private ISuggestionGrain Suggestions => cluster.Cluster.Client.GetGrain<ISuggestionGrain>(0);

    private static string Attack(string id, string? reference, string day = "2023-11-08", string place = "ain-al-asad", int injured = 2) =>
        $$"""
        {"kind":"incident","id":"{{id}}","source":"{{id.Split(':')[0]}}","publishedAt":"2023-11-08T10:00:00Z",{{(reference is null ? "" : $"\"incident\":\"{reference}\",")}}
        "occurred":{"from":"{{day}}"},"place":{"base":"{{place}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"casualties":[{"injured":{{injured}}}]}
        """;

    private async Task<Receipt> PostAsync(string scope, string report) => Assert.Single(await SubmitAsync(scope, report));

    private Task<IReadOnlyList<Receipt>> SubmitAsync(string scope, params string[] reports) => Intake.SubmitAsync(new Submission(
        scope,
        true,
        [.. reports.Select(r => ReportWriter.WriteCanonical(ReportReader.ReadOne(Encoding.UTF8.GetBytes(r)).Reports![0]))]));

    private async Task VerifyAsync()
    {
        var differences = new List<string>();
        await foreach (var line in cluster.Cluster.Client.GetGrain<IVerifyGrain>(Guid.NewGuid()).RunAsync(CancellationToken.None))
        {
            if (line.Difference is { } difference)
            {
                differences.Add(difference);
            }
        }

        Assert.Empty(differences);
    }
}
