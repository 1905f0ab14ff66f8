using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.System.Tests.Processes;

namespace Actors.System.Tests.Chaos;

/// <summary>Several senders that share arrays of reports and send each until it is acknowledged.</summary>
internal sealed class ArraySenders(Func<CancellationToken, Task<HttpClient>> target, Receipts receipts)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Who is asked to come again does not do so at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int resent;

    /// <summary>Arrays that had to be sent again.</summary>
    public int Resent => resent;

    /// <summary>What was heard instead of an acknowledgement, the last time.</summary>
    public string LastOutage { get; private set; } = "";

    /// <summary>Ends when every array is acknowledged.</summary>
    public async Task SendAllAsync(IEnumerable<string[]> arrays, int senders, CancellationToken cancellationToken)
    {
        var waiting = new ConcurrentQueue<string[]>(arrays);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(
            async () =>
            {
                while (waiting.TryDequeue(out var array))
                {
                    await SendAsync(array, cancellationToken);
                }
            },
            cancellationToken)));
    }

    /// <summary>Sends one array until it is acknowledged.</summary>
    public async Task<IReadOnlyList<JsonElement>> SendAsync(string[] array, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAsync(array, cancellationToken) is { } acknowledged)
            {
                return acknowledged;
            }

            Interlocked.Increment(ref resent);
        }
    }

    private async Task<IReadOnlyList<JsonElement>?> TryAsync(string[] array, CancellationToken cancellationToken)
    {
        var http = await target(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit * ChaosSettings.Slowness);
        try
        {
            using var response = await http.PostAsync("v1/reports", HostApi.JsonBody($"[{string.Join(',', array)}]"), limit.Token);
            if (Outage.IsSaidBy(response.StatusCode))
            {
                LastOutage = await response.Content.ReadAsStringAsync(limit.Token);
                using var pause = new PeriodicTimer(Pause);
                await pause.WaitForNextTickAsync(cancellationToken);
                return null;
            }

            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
            Assert.True(response.IsSuccessStatusCode, answer.ToString());
            var list = answer.GetProperty("receipts").EnumerateArray().ToList();
            Assert.Equal(array.Length, list.Count);
            list.ForEach(receipts.Keep);
            return list;
        }
        catch (Exception failure) when (Outage.IsSeenAs(failure) && !cancellationToken.IsCancellationRequested)
        {
            LastOutage = failure.Message;
            return null;
        }
    }
}
