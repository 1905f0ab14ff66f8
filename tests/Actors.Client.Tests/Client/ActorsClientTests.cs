using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Client.Tests;

public sealed class ActorsClientTests
{
    private const string Receipts = """{"receipts":[{"report":"a","incident":"i","revision":1,"positions":{"0":7,"2":3},"status":"recorded"}]}""";

    private static IncidentReport Report => new()
    {
        Id = "a",
        Source = "desk",
        PublishedAt = new DateTimeOffset(2023, 11, 9, 18, 30, 0, TimeSpan.Zero),
        Casualties = [new Casualties { Party = "us-forces", Killed = 0, Injured = Figure.AtLeast(2) }, new Casualties { Killed = Figure.Unknown, Injured = Figure.AtMost(9) }],
    };

    [Fact]
    public async Task Report_IsSentAsTheContractHasIt_AndItsReceiptRead()
    {
        var server = new FakeServer().ThenJson(Receipts);
        var receipt = await server.Client().SendAsync(Report);
        Assert.Equal(("i", "recorded", "0:7,2:3"), (receipt.Incident, receipt.Status, ActorsClient.Positions(receipt.Positions)));
        var (method, path, body) = Assert.Single(server.Calls);
        Assert.Equal(("POST", "/v1/reports"), (method, path));
        Assert.StartsWith("""{"kind":"incident",""", body, StringComparison.Ordinal);
        Assert.Contains("""{"party":"us-forces","killed":0,"injured":{"atLeast":2}},{"killed":"unknown","injured":{"atMost":9}}""", body, StringComparison.Ordinal);
        var read = Domain.Reports.ReportReader.ReadOne(Encoding.UTF8.GetBytes(body));
        Assert.Empty(read.Errors);
    }

    [Fact]
    public async Task Call_IsRepeated_WhenTheConnectionBreaksOrTheServerIsBusy()
    {
        var server = new FakeServer().ThenBreak().ThenBusy().ThenJson(Receipts);
        Assert.Equal("recorded", (await server.Client().SendAsync(Report)).Status);
        Assert.Equal(3, server.Calls.Count);
        Assert.Single(server.Calls.Distinct());
    }

    [Fact]
    public async Task Call_WaitsAsLongAsTheServerAsks()
    {
        var time = new FakeTimeProvider();
        var server = new FakeServer().ThenBusy(retryAfter: 7).ThenJson(Receipts);
        var sending = server.Client(new ActorsClientOptions { TimeProvider = time }).SendAsync(Report);
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(server.Calls);
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("recorded", (await sending).Status);
    }

    [Fact]
    public async Task Call_GivesUpWithOneLine_AfterTheAllowedAttempts()
    {
        var server = new FakeServer().ThenBreak().ThenBreak();
        var failure = await Assert.ThrowsAsync<ActorsApiException>(() => server.Client(FakeServer.Quick with { MaxAttempts = 2 }).GetTallyAsync("region:iq"));
        Assert.Equal("No server answers at http://127.0.0.1:8080: The connection was reset.", failure.Message);
        Assert.Null(failure.Status);
    }

    [Fact]
    public async Task Refusal_CarriesTheProblem_AndIsNotRepeated()
    {
        var server = new FakeServer().ThenJson(
            """{"type":"/problems/invalid-report","title":"The report is wrong.","status":400,"detail":"/type: no such type.","errors":[{"pointer":"/type","detail":"no such type."}]}""",
            HttpStatusCode.BadRequest, "application/problem+json");
        var failure = await Assert.ThrowsAsync<ActorsApiException>(() => server.Client().SendAsync(Report));
        Assert.Equal((400, "/problems/invalid-report", "/type"), (failure.Status, failure.Problem!.Type, Assert.Single(failure.Problem.Errors).Pointer));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Merge_IsRepeated_WhenItsAnswerIsLost()
    {
        var server = new FakeServer().ThenBreak().ThenJson("""{"incident":"a","positions":{"0":7}}""");
        var done = await server.Client().MergeAsync("a", "b", "same drone");
        Assert.Equal(("a", 7L), (done.Incident, done.Positions["0"]));
        Assert.Equal(2, server.Calls.Count);
    }

    /// <summary>A second webhook would post everything twice.</summary>
    [Fact]
    public async Task Webhook_IsNotMadeAgain_WhenTheAnswerIsLost()
    {
        var server = new FakeServer().ThenBreak();
        await Assert.ThrowsAsync<ActorsApiException>(() => server.Client().CreateWebhookAsync(new WebhookRequest { Url = "https://example.org/hook" }));
        Assert.Equal(("POST", "/v1/webhooks", """{"url":"https://example.org/hook"}"""), Assert.Single(server.Calls));
    }

    [Fact]
    public async Task Answer_IsReadWithoutNulls_WhenListsAreLeftOut()
    {
        var server = new FakeServer().ThenJson("""{"items":[{"id":"i","place":"region:iq","type":"grenade","outcome":"hit","later":1}],"asOf":"2023-11-09T00:00:00Z"}""");
        var page = await server.Client().ListIncidentsAsync(new IncidentQuery { Subject = "region:iq", From = new DateOnly(2023, 11, 9), Contested = true });
        Assert.Empty(Assert.Single(page.Items).Casualties);
        Assert.Equal("/v1/incidents?subject=region%3Aiq&from=2023-11-09&contested=true", server.Calls[0].Path);
    }

    [Theory]
    [InlineData("us-forces")]
    [InlineData("source:x")]
    public void Subject_IsRefused_WithoutItsKind(string subject) =>
        Assert.Contains("is no subject; write base:…", Assert.Throws<ArgumentException>(() => ActorsClient.SubjectPath(subject)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Import_GoesInCalls_AndNumbersLinesOverAllOfThem()
    {
        var server = new FakeServer()
            .ThenJson("{\"summary\":{\"lines\":2,\"recorded\":2,\"duplicates\":0,\"conflicts\":0,\"refused\":0}}\n")
            .ThenBusy()
            .ThenJson("{\"line\":1,\"error\":\"wrong\",\"errors\":[]}\n{\"progress\":{\"lines\":1}}\n{\"summary\":{\"lines\":1,\"recorded\":0,\"duplicates\":0,\"conflicts\":0,\"refused\":1}}\n");
        var told = new List<ImportProgress>();
        var counts = await server.Client().ImportLinesAsync(Lines(3), new ImportOptions { Scope = "desk", DryRun = true, ReportsPerCall = 2, Name = "desk 7" }, new Told(told));
        Assert.Equal(new ImportCounts(3, 2, 0, 0, 1), counts);
        Assert.Equal([2L, 3L], told.Select(t => t.Counts.Lines));
        Assert.Equal((3L, "wrong"), (Assert.Single(told[1].Refused).Line, told[1].Refused[0].Error));
        Assert.All(server.Calls, call => Assert.Equal("/v1/reports:import?dryRun=true&scope=desk&import=desk%207", call.Path));
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", server.Calls[0].Body);
    }

    [Fact]
    public async Task Import_SendsACallAgain_WhenItsAnswerBreaksOff()
    {
        var server = new FakeServer()
            .ThenJson("{\"progress\":{\"lines\":1}}\n")
            .ThenJson("{\"summary\":{\"lines\":1,\"recorded\":0,\"duplicates\":1,\"conflicts\":0,\"refused\":0}}\n");
        Assert.Equal(new ImportCounts(1, 0, 1, 0, 0), await server.Client().ImportLinesAsync(Lines(1)));

        // One call is no bulk import.
        Assert.All(server.Calls, call => Assert.Equal("/v1/reports:import", call.Path));
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Import_Stops_WhenACallIsRefused()
    {
        var server = new FakeServer().ThenJson("""{"type":"t","title":"t","status":403,"detail":"Not with this key."}""", HttpStatusCode.Forbidden, "application/problem+json");
        var failure = await Assert.ThrowsAsync<ActorsApiException>(() => server.Client().ImportLinesAsync(Lines(10), new ImportOptions { ReportsPerCall = 1 }));
        Assert.Equal("Not with this key.", failure.Message);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Stream_ResumesAfterTheLastOneSeen_WhenTheConnectionEnds()
    {
        var server = new FakeServer()
            .ThenJson(Event(4) + ": heartbeat\n\n" + Event(5) + "id: 6\nevent: milestone\ndata: {\"posi", type: "text/event-stream")
            .ThenBreak()
            .ThenJson("event: gap\ndata: {\"from\":6,\"to\":8}\n\n" + Event(9), type: "text/event-stream");
        var seen = new List<string>();
        await foreach (var next in server.Client().StreamNotificationsAsync(new NotificationQuery { After = 3, Subject = "base:al-harir", Descendants = true }))
        {
            seen.Add(next is Notification n ? $"{n.Position}" : $"{next}");
            if (seen.Count == 4)
            {
                break;
            }
        }

        Assert.Equal(["4", "5", "NotificationGap { From = 6, To = 8 }", "9"], seen);
        Assert.Equal([null, "5", "5"], server.LastEventIds);
        Assert.All(server.Calls, call => Assert.Equal("/v1/notifications/stream?after=3&subject=base%3Aal-harir&descendants=true&ancestors=true", call.Path));
    }

    [Fact]
    public async Task Stream_OpensAnew_WhenTheServerFallsSilent()
    {
        var time = new FakeTimeProvider();
        var silent = new SilentStream();
        var server = new FakeServer()
            .Then(_ => new HttpResponseMessage { Content = new StreamContent(silent) })
            .ThenJson(Event(1), type: "text/event-stream");
        await using var stream = server.Client(FakeServer.Quick with { TimeProvider = time }).StreamNotificationsAsync(new NotificationQuery { After = 0 }).GetAsyncEnumerator();
        var next = stream.MoveNextAsync().AsTask();
        await silent.Reading;
        time.Advance(TimeSpan.FromSeconds(46));

        // The pause before the next attempt runs on the same clock.
        await Actors.Testing.Eventually.HoldsAsync("the stream is opened anew", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return next.IsCompleted;
        });
        Assert.True(await next);
        Assert.Equal(1, Assert.IsType<Notification>(stream.Current).Position);
    }

    private static string Event(long position) =>
        $"id: {position}\nevent: milestone\ndata: {{\"position\":{position},\"kind\":\"milestone\",\"subject\":\"base:al-harir\",\ndata: \"at\":\"2023-11-09T18:41:02Z\",\"text\":\"t\"}}\n\n";

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(int count)
    {
        for (var n = 1; n <= count; n++)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes($"{{\"n\":{n}}}");
        }
    }

    private sealed class Told(List<ImportProgress> told) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => told.Add(value);
    }

    /// <summary>Sends nothing until it is cancelled.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading => reading.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reading.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
    }
}
