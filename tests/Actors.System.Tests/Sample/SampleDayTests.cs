using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Sample;

/// <summary>The first command of the README: a process with the first news day, its answers, kill -9, restart, Ctrl-C.</summary>
public sealed class SampleDayTests
{
    [SharedDataFact(ExpectedAnswers.File)]
    public async Task Sample_AnswersEveryExpectedQuestion_BeforeAndAfterKill9()
    {
        using var folder = new TemporaryFolder();
        string before;
        await using (var first = await HostProcess.StartAsync(folder.Path, environment: null, "--sample"))
        {
            await first.SaysAsync("Look next");
            Assert.Contains("18 reports recorded, 5 incidents", first.Output, StringComparison.Ordinal);
            await ExpectedAnswers.AssertAsync(first.Http);
            before = await PositionsAsync(first.Http);
            await first.KillAsync();
        }

        await using var second = await HostProcess.StartAsync(folder.Path, environment: null, "--sample");
        await second.SaysAsync("was not loaded");
        await ExpectedAnswers.AssertAsync(second.Http);
        Assert.Equal(before, await PositionsAsync(second.Http));
        var took = await second.InterruptAsync();
        Assert.Equal(0, second.ExitCode);
        Assert.True(took < TimeSpan.FromSeconds(15), $"Ctrl-C took {took.TotalSeconds:0.0} s.");

        await using var verify = await HostProcess.RunAsync(folder.Path, environment: null, "verify");
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        Assert.Contains("\"ok\":true", verify.Output, StringComparison.Ordinal);
    }

    [SharedDataFact(ExpectedAnswers.File)]
    public async Task Answers_AreTheSame_WhateverTheOrderAndRepetitionOfTheLines()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--clock", "2023-11-09T22:00:00+03:00");
        var lines = await File.ReadAllLinesAsync(SharedData.PathOf("scenarios/iraq-2023-11-09.ndjson"));
        const int Seed = 20231109;
        var shuffled = lines.Concat(lines).ToArray();
        new Random(Seed).Shuffle(shuffled);
        var statuses = new List<string>();
        foreach (var line in shuffled)
        {
            using var response = await host.Http.PostAsync("v1/reports", new StringContent(line, Encoding.UTF8, "application/json"));
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(response.IsSuccessStatusCode, $"seed {Seed}: {answer}");
            statuses.Add(answer.GetProperty("receipts")[0].GetProperty("status").GetString()!);
        }

        Assert.Equal(lines.Length, statuses.Count(s => s == "recorded"));
        Assert.Equal(lines.Length, statuses.Count(s => s == "duplicate"));
        await ExpectedAnswers.AssertAsync(host.Http);
    }

    private static async Task<string> PositionsAsync(HttpClient http)
    {
        var tally = await http.GetFromJsonAsync<JsonElement>("v1/regions/middle-east/tally");
        return tally.GetProperty("positions").GetRawText();
    }
}
