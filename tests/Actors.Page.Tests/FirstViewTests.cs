using Actors.Page.Layout;
using Actors.Page.Tests.Browser;
using Actors.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace Actors.Page.Tests;

/// <summary>The first page after a start is as quick as any: it was made before the process said that it is ready.</summary>
public sealed class FirstViewTests(ITestOutputHelper output) : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly StartedLifetime lifetime = new();
    private readonly ServiceProvider services = new ServiceCollection().AddHttpContextAccessor().BuildServiceProvider();
    private readonly List<string> asked = [];
    private readonly TaskCompletionSource answering = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int status = StatusCodes.Status200OK;

    [BrowserFact]
    public async Task AnyView_IsPaintedWithinASecond_AsTheFirstOfAProcessJustStarted()
    {
        await using var desk = new DutyDesk();
        await desk.InitializeAsync();

        // The browser has been open for a while: a page of its own start is not counted.
        await (await desk.OpenAsync("/incidents")).Context.CloseAsync();
        foreach (var path in new[] { "/", "/subjects/base:al-harir", "/incidents?contested=true" })
        {
            await desk.StopAndStartHostAsync();
            var painted = await desk.FirstPaintAsync(path);
            output.WriteLine($"{path} as the first of a process just started: painted after {painted.TotalMilliseconds:0} ms.");
            Assert.True(painted < TimeSpan.FromSeconds(DutyDesk.MustBeFast ? 1 : 20), $"{path} was painted after {painted.TotalMilliseconds:0} ms.");
        }
    }

    [Fact]
    public async Task Readiness_WaitsForTheFirstOfEachKindOfView()
    {
        using var view = Create();
        await view.StartAsync(CancellationToken.None);
        Assert.True(view.IsAwaited, "Nothing listens yet.");
        lifetime.Start();
        await Eventually.HoldsAsync("the overview is asked for", () => Asked.Count == 1);
        Assert.True(view.IsAwaited, "The overview is being made.");
        answering.SetResult();
        await Eventually.HoldsAsync("readiness waits no longer", () => !view.IsAwaited);
        Assert.True(view.Made.IsCompletedSuccessfully);
        Assert.Equal(["/", "/subjects/{id} region:world", "/incidents"], Asked);
        await view.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Readiness_WaitsTenSecondsAtMost_WhereTheOverviewTakesLonger()
    {
        using var view = Create();
        await view.StartAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));
        lifetime.Start();
        await Eventually.HoldsAsync("the overview is asked for", () => Asked.Count == 1);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.True(view.IsAwaited, "Not ten seconds yet.");
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(view.IsAwaited, "Ten seconds have passed.");
        answering.SetResult();
        await view.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Overview_IsAskedForAgain_WhileTheDatabaseIsAway_AndNotWhenItFails()
    {
        using var view = Create();
        status = StatusCodes.Status503ServiceUnavailable;
        answering.SetResult();
        await view.StartAsync(CancellationToken.None);
        lifetime.Start();
        await Eventually.HoldsAsync("the overview is asked for", () => Asked.Count == 1);
        Assert.True(view.IsAwaited, "It was answered that the database is away.");
        status = StatusCodes.Status500InternalServerError;
        await Eventually.HoldsAsync("it is asked for again, and what fails is not waited for", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return !view.IsAwaited;
        });
        Assert.Equal(2, Asked.Count(a => a == "/"));
        await view.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        services.Dispose();
        lifetime.Dispose();
    }

    private IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    private FirstView Create() => new(
        new DefaultEndpointDataSource(new[] { "/", "/subjects/{id}", "/incidents" }.Select(EndpointOf)),
        services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<IHttpContextAccessor>(), lifetime, time, NullLogger<FirstView>.Instance);

    private RouteEndpoint EndpointOf(string pattern) => new(
        async context =>
        {
            lock (asked)
            {
                asked.Add(context.Request.RouteValues.TryGetValue("id", out var id) ? $"{pattern} {id}" : pattern);
            }

            await answering.Task;
            context.Response.StatusCode = status;
        },
        RoutePatternFactory.Parse(pattern), 0, new EndpointMetadataCollection(new HttpMethodMetadata([HttpMethods.Get])), pattern);

    private sealed class StartedLifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource started = new();

        public CancellationToken ApplicationStarted => started.Token;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => started.Cancel();

        public void StopApplication() => throw new NotSupportedException("Nothing here stops the process.");

        public void Dispose() => started.Dispose();
    }
}
