using System.Diagnostics;
using System.Net;
using Actors.Testing;

namespace Actors.System.Tests.Cluster;

/// <summary>Questions that are under way to a silo when it dies.</summary>
public sealed class LostConnectionTests
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    [PostgresFact]
    public async Task Gateway_AnswersAtOnce_WhenTheSiloItAskedDies()
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 2);
        var http = cluster.Gateways[0].Http;
        string[] regions = ["an", "ar", "ba", "bb", "bg", "da", "di", "dq", "ka", "ki", "ma", "mu", "na", "ni", "qa", "sd"];
        var paths = regions.Select(region => $"v1/regions/iq-{region}/tally").ToArray();
        Assert.All(await Task.WhenAll(paths.Select(path => AskAsync(http, path))), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));

        // Stopped it takes questions and does not answer; half of them go to it. Only then it dies.
        await cluster.Silos[0].SignalAsync("STOP");
        var questions = paths.Select(path => AskAsync(http, path)).ToArray();
        await Eventually.BecomesAsync(
            "the other silo's answers are there", () => Task.FromResult(questions.Count(question => question.IsCompleted)), count => count > 0, ResponseTimeout);
        Assert.Contains(questions, question => !question.IsCompleted);
        await cluster.Silos[0].KillAsync();
        var answers = await Task.WhenAll(questions);

        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer.Status}"));
        Assert.All(answers, answer => Assert.True(answer.Took < 0.8 * ResponseTimeout, $"It took {answer.Took.TotalSeconds:0.0} s."));
    }

    private static async Task<(HttpStatusCode Status, TimeSpan Took)> AskAsync(HttpClient http, string path)
    {
        var asked = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(path);
        return (answer.StatusCode, Stopwatch.GetElapsedTime(asked));
    }
}
