using Actors.Abstractions.Intake;
using Actors.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Problems;

/// <summary>A question that meets a silo on its way out is asked again, for a while; what changes something never is.</summary>
public sealed class ReadRetryTests
{
    private readonly PassingTime time = new();
    private int asked;

    [Fact]
    public async Task Question_IsAskedAgain_UntilItIsAnswered()
    {
        var answer = Invoke("GET", attempt => attempt switch
        {
            1 => new SiloUnavailableException(),
            2 => new OrleansException("the silo is stopping"),
            3 => new ServiceBusyException("moving", 1),
            _ => null,
        });
        await answer;
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task Question_Fails_WhenPatienceIsUsedUp()
    {
        var started = time.GetUtcNow();
        var answer = Invoke("GET", _ => new SiloUnavailableException());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => answer);
        Assert.InRange(time.GetUtcNow() - started, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(9));
        Assert.InRange(asked, 10, 30);
    }

    [Fact]
    public async Task Change_IsNeverRepeated()
    {
        await Assert.ThrowsAsync<SiloUnavailableException>(() => Invoke("POST", _ => new SiloUnavailableException()));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Defect_IsNotRepeated()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Invoke("GET", _ => new InvalidOperationException()));
        Assert.Equal(1, asked);
    }

    private Task Invoke(string method, Func<int, Exception?> failureOf)
    {
        var middleware = new ReadRetryMiddleware(_ => failureOf(++asked) is { } failure ? Task.FromException(failure) : Task.CompletedTask, time);
        return middleware.InvokeAsync(new DefaultHttpContext { Request = { Method = method } });
    }

    /// <summary>Each pause passes as soon as it has begun: time that a test moved on beside it could use up the patience.</summary>
    private sealed class PassingTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
            return timer;
        }
    }
}
