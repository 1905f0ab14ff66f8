using Actors.Abstractions.Intake;
using Actors.Abstractions.Verification;
using Actors.Testing;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>Asks a cluster whose silos are killed, as a client does that finds its server gone: again, until there is an answer.</summary>
internal static class Asked
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <param name="what">In words, for the message when no answer comes.</param>
    /// <param name="unanswered">Called whenever there was none.</param>
    public static async Task<T> UntilAnsweredAsync<T>(string what, Func<Task<T>> ask, Action? unanswered = null)
        where T : class
    {
        Exception? last = null;
        T? answer = null;
        await Eventually.BecomesAsync(
            $"{what} is answered",
            async () =>
            {
                (answer, last) = await TryAsync(ask);
                if (answer is null)
                {
                    unanswered?.Invoke();
                }

                return last?.Message;
            },
            _ => answer is not null,
            Limit);
        return answer!;
    }

    /// <summary>Null when no answer comes.</summary>
    public static async Task<T?> OnceAsync<T>(Func<Task<T>> ask)
        where T : class => (await TryAsync(ask)).Answer;

    /// <summary>Runs <c>verify</c>; any difference fails the test.</summary>
    public static async Task VerifiesAsync(IClusterClient client, string when)
    {
        var differences = await UntilAnsweredAsync($"verify, {when},", async () =>
        {
            var found = new List<string>();
            await foreach (var line in client.GetGrain<IVerifyGrain>(Guid.NewGuid()).RunAsync(CancellationToken.None))
            {
                if (line.Difference is { } difference)
                {
                    found.Add(difference);
                }
            }

            return found;
        });
        Assert.True(differences.Count == 0, $"verify, {when}: {string.Join("; ", differences)}");
    }

    private static async Task<(T? Answer, Exception? Unanswered)> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (Exception gone) when (gone is OrleansException or ServiceBusyException or TimeoutException or EnumerationAbortedException)
        {
            return (null, gone);
        }
    }
}
