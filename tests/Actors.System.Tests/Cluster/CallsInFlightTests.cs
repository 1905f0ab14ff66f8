using System.Reflection;
using Actors.Abstractions.Intake;
using Actors.Host.Membership;
using Actors.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Actors.System.Tests.Cluster;

/// <summary>What becomes of a gateway's calls when it loses a silo.</summary>
public sealed class CallsInFlightTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Call_Ends_WhenASiloIsLostAndNoAnswerComes()
    {
        using var calls = new CallsInFlight(time);
        var before = calls.Invoke(Call());
        await LoseAsync(calls);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => before);
    }

    [Fact]
    public async Task Call_HasItsAnswer_WhenItComesSoonAfterTheLoss()
    {
        using var calls = new CallsInFlight(time);
        var before = calls.Invoke(Call());
        var lost = calls.EndAsync();
        answer.SetResult();
        await before;
        await PassAsync(lost);
    }

    [Fact]
    public async Task Call_Waits_WhenItBeganAfterTheLoss()
    {
        using var calls = new CallsInFlight(time);
        await LoseAsync(calls);
        var after = calls.Invoke(Call());
        Assert.False(after.IsCompleted);
        answer.SetResult();
        await after;
    }

    private Task LoseAsync(CallsInFlight calls) => PassAsync(calls.EndAsync());

    private async Task PassAsync(Task lost)
    {
        await Eventually.HoldsAsync("those that waited are ended", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return lost.IsCompleted;
        });
        await lost;
    }

    private IOutgoingGrainCallContext Call()
    {
        var call = DispatchProxy.Create<IOutgoingGrainCallContext, CallContext>();
        ((CallContext)call).Answer = answer.Task;
        return call;
    }

    /// <summary>A call of an intake grain.</summary>
    public class CallContext : DispatchProxy
    {
        internal Task Answer { get; set; } = Task.CompletedTask;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IOutgoingGrainCallContext.Invoke) => Answer,
            "get_InterfaceMethod" => typeof(IIntakeGrain).GetMethod(nameof(IIntakeGrain.SubmitAsync)),
            var other => throw new NotSupportedException(other),
        };
    }
}
