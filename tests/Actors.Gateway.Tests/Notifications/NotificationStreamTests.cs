using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Abstractions.Clock;
using Actors.Domain.Catalogue;
using Actors.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Notifications;

public sealed class NotificationStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeReader reader = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);

            // The server cuts off who does not read at all; what is tested here comes before that.
            k.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddSingleton(FakeCluster.Over(reader));
        builder.Services.AddSingleton(new CatalogueHolder(Domain.Catalogue.Catalogue.BuiltIn));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(new PolicyClock(time, TimeSpan.Zero));
        builder.Services.AddActorsGateway();
        app = builder.Build();
        app.MapActorsGateway();
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Stream_SendsEverythingThenWhatComes_WhenAskedFromZero()
    {
        Say(3);
        using var events = await ListenAsync("?after=0");
        Assert.Equal([1, 2, 3], await events.TakeAsync(3));
        await events.ListeningAsync();
        Say(2);
        Assert.Equal([4, 5], await events.TakeAsync(2));
        Assert.Equal("level-raised", events.LastEvent);
        Assert.Equal(5, JsonDocument.Parse(events.LastData).RootElement.GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task Stream_SendsOnlyWhatComes_WhenNothingIsNamed()
    {
        Say(3);
        using var events = await ListenAsync("");
        await events.ListeningAsync();
        Say(1);
        Assert.Equal([4], await events.TakeAsync(1));
    }

    [Fact]
    public async Task Stream_ResumesFromTheHeader_WhenHeaderAndParameterDiffer()
    {
        Say(5);
        using var events = await ListenAsync("?after=0", lastEventId: "3");
        Assert.Equal([4, 5], await events.TakeAsync(2));
    }

    [Fact]
    public async Task Stream_TellsTheGap_WhenAskedForWhatIsNotThere()
    {
        Say(2);
        using var events = await ListenAsync("?after=9");
        await events.NextAsync();
        Assert.Equal(("gap", """{"from":3,"to":9}"""), (events.LastEvent, events.LastData));
        await events.ListeningAsync();
        Say(1);
        Assert.Equal([3], await events.TakeAsync(1));
    }

    [Fact]
    public async Task Stream_FiltersBySubjectAndKind()
    {
        using var exact = await ListenAsync("?subject=region:iq&kind=surge");
        using var wide = await ListenAsync("?subject=region:iq&descendants=true");
        using var up = await ListenAsync("?subject=base:al-harir&ancestors=true");
        await Task.WhenAll(exact.ListeningAsync(), wide.ListeningAsync(), up.ListeningAsync());
        reader.Say("base:al-harir");
        reader.Say("region:sy");
        reader.Say("region:iq");
        reader.Say("region:iq", "surge");
        Assert.Equal([4], await exact.TakeAsync(1));
        Assert.Equal([1, 3, 4], await wide.TakeAsync(3));
        Assert.Equal([1, 3, 4], await up.TakeAsync(3));
    }

    [Fact]
    public async Task Stream_HeartbeatsEvery15Seconds_WhenNothingHappens()
    {
        using var events = await ListenAsync("");
        await events.ListeningAsync();
        time.Advance(TimeSpan.FromSeconds(15));
        await events.ListeningAsync();
    }

    [Fact]
    public async Task Stream_GoesOn_WhenTheReaderFails()
    {
        using var events = await ListenAsync("?after=0");
        await events.ListeningAsync();
        reader.Faults.Enqueue(new TimeoutException("A silo died."));
        Say(1);
        Assert.Equal([1], await events.TakeAsync(1));
        Say(1);
        var next = events.TakeAsync(1);
        await Eventually.HoldsAsync("the reader is asked again", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return next.IsCompleted;
        });
        Assert.Equal([2], await next);
    }

    [Fact]
    public async Task SlowSubscriber_IsDisconnectedWithAReason_AndResumesWithoutLoss()
    {
        using var slow = await ListenAsync("?after=0");
        await slow.ListeningAsync();
        using var fast = await ListenAsync("?after=0");
        await fast.ListeningAsync();
        const int Count = 3_000;
        var reading = fast.TakeAsync(Count);
        for (var i = 0; i < Count; i++)
        {
            reader.Say("base:al-harir", padding: 8_000);
            if (i % 100 == 99)
            {
                // The fast one keeps up; the slow one does not read at all.
                await fast.ReachesAsync(i + 1, Patience);
            }
        }

        Assert.Equal(Enumerable.Range(1, Count), await reading);
        var seen = new List<int>();
        while (await slow.NextAsync())
        {
            if (slow.LastEvent == "disconnect")
            {
                break;
            }

            seen.Add(slow.LastId);
        }

        Assert.Equal(("disconnect", "too-slow"), (slow.LastEvent, JsonDocument.Parse(slow.LastData).RootElement.GetProperty("reason").GetString()));
        using var again = await ListenAsync("", lastEventId: $"{seen[^1]}");
        seen.AddRange(await again.TakeAsync(Count - seen.Count));
        Assert.Equal(Enumerable.Range(1, Count), seen);
    }

    [Fact]
    public async Task List_PagesByCursor_AndRefusesWhatItDoesNotKnow()
    {
        Say(5);
        var first = await http.GetFromJsonAsync<JsonElement>("/v1/notifications?limit=3");
        Assert.Equal(3, first.GetProperty("items").GetArrayLength());
        var rest = await http.GetFromJsonAsync<JsonElement>($"/v1/notifications?after={first.GetProperty("cursor").GetString()}");
        Assert.Equal([4, 5], rest.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("position").GetInt32()));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("cursor").ValueKind);
        foreach (var wrong in new[] { "kind=nonsense", "after=x", "limit=1001", "descendants=true", "colour=red" })
        {
            using var answer = await http.GetAsync($"/v1/notifications?{wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private void Say(int count)
    {
        for (var i = 0; i < count; i++)
        {
            reader.Say("base:al-harir");
        }
    }

    private Task<EventReader> ListenAsync(string query, string? lastEventId = null) =>
        EventReader.OpenAsync(http, "/v1/notifications/stream" + query, lastEventId, Patience);
}
