using System.Collections.Concurrent;
using System.Reflection;
using Actors.Grains.Webhooks;
using Actors.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Cluster.Tests.Webhooks;

public sealed class WebhookWakerTests
{
    [Fact]
    public async Task Waker_SaysWhyItCannotWake_WhileTheSiloRuns()
    {
        await using var waker = new Waker();
        await Eventually.HoldsAsync("a failure is said", () =>
        {
            waker.Time.Advance(TimeSpan.FromSeconds(5));
            return !waker.Logger.Said.IsEmpty;
        });
        Assert.Equal(LogLevel.Information, waker.Logger.Said.First().Level);
    }

    [Fact]
    public async Task Waker_IsCalm_WhenTheSiloStopsSlowly()
    {
        await using var waker = new Waker();

        // A call is under way as the process is asked to stop, and fails because the silo goes before this service does.
        waker.Grains.Hold();
        var passing = new List<Task>();
        await Eventually.HoldsAsync("a call is under way", () =>
        {
            // A tick may run the call itself, which is held.
            passing.Add(Task.Run(() => waker.Time.Advance(TimeSpan.FromSeconds(5))));
            return waker.Grains.Calls == 1;
        });
        waker.Lifetime.StopApplication();
        waker.Grains.Fail();
        await Task.WhenAll(passing);
        await waker.Service.ExecuteTask!;
        Assert.Equal(LogLevel.Debug, Assert.Single(waker.Logger.Said).Level);

        // From then on it wakes nobody, although it has not been stopped itself.
        waker.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, waker.Grains.Calls);
    }

    private sealed class Waker : IAsyncDisposable
    {
        public Waker()
        {
            var factory = DispatchProxy.Create<IGrainFactory, FailingGrains>();
            Grains = (FailingGrains)(object)factory;
            Service = new WebhookWaker(factory, new WebhookOptions(), Lifetime, Time, Logger);
            Service.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        public FakeTimeProvider Time { get; } = new();

        public Heard Logger { get; } = new();

        public Lifetime Lifetime { get; } = new();

        public FailingGrains Grains { get; }

        public WebhookWaker Service { get; }

        public async ValueTask DisposeAsync()
        {
            await Service.StopAsync(CancellationToken.None);
            Service.Dispose();
        }
    }

    /// <summary>No grain can be had: the silo is not there, or goes.</summary>
    public class FailingGrains : DispatchProxy
    {
        private readonly ManualResetEventSlim open = new(initialState: true);
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public void Hold() => open.Reset();

        public void Fail() => open.Set();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref calls);
            open.Wait(TimeSpan.FromSeconds(30));
            throw new InvalidOperationException("The silo is terminating.");
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => stopping.Cancel();
    }

    private sealed class Heard : ILogger<WebhookWaker>
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Said { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue((logLevel, formatter(state, exception)));
    }
}
