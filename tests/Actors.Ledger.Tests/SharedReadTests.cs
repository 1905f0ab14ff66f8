namespace Actors.Ledger.Tests;

public sealed class SharedReadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Queue<TaskCompletionSource<int>> answers = new();
    private int reads;

    [Fact]
    public async Task Read_IsSharedByAllWhoAskedMeanwhile_AndBeganAfterTheyAsked()
    {
        var (one, two) = (Answer(), Answer());
        var shared = new SharedRead<int>(NextAsync);

        var first = shared.ReadAsync(CancellationToken.None);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref reads) == 1, Patience));
        var later = Enumerable.Range(0, 100).Select(_ => shared.ReadAsync(CancellationToken.None)).ToArray();
        one.SetResult(1);
        Assert.Equal(1, await first.WaitAsync(Patience));

        // What the first read found may be older than what these ask for.
        Assert.All(later, task => Assert.False(task.IsCompleted));
        two.SetResult(2);
        Assert.All(await Task.WhenAll(later).WaitAsync(Patience), answer => Assert.Equal(2, answer));
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Read_IsAskedAgain_WhenTheOneBeforeFailed()
    {
        var (one, two) = (Answer(), Answer());
        var shared = new SharedRead<int>(NextAsync);
        one.SetException(new LedgerUnavailableException("gone"));
        two.SetResult(2);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => shared.ReadAsync(CancellationToken.None).WaitAsync(Patience));

        Assert.Equal(2, await shared.ReadAsync(CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task Read_GoesOnForTheOthers_WhenOneGivesUp()
    {
        var one = Answer();
        var shared = new SharedRead<int>(NextAsync);
        using var giveUp = new CancellationTokenSource();
        var impatient = shared.ReadAsync(giveUp.Token);
        var patient = shared.ReadAsync(CancellationToken.None);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Answer().SetResult(1);
        one.SetResult(1);

        Assert.Equal(1, await patient.WaitAsync(Patience));
    }

    private TaskCompletionSource<int> Answer()
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (answers)
        {
            answers.Enqueue(answer);
        }

        return answer;
    }

    private Task<int> NextAsync(CancellationToken cancellationToken)
    {
        lock (answers)
        {
            Interlocked.Increment(ref reads);
            return answers.Dequeue().Task;
        }
    }
}
