using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Actors.System.Tests.Processes;

/// <summary>What tests ask of a running host, over HTTP as anybody would.</summary>
public static class HostApi
{
    private static readonly TimeSpan VerifyLimit = TimeSpan.FromMinutes(3);

    /// <summary>Posts an array of reports and returns their receipts; anything but success fails the test.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RecordAsync(this HttpClient http, IEnumerable<string> reports)
    {
        using var response = await http.PostAsync("v1/reports", JsonBody($"[{string.Join(',', reports)}]"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return [.. answer.GetProperty("receipts").EnumerateArray()];
    }

    /// <summary>Posts one report, not in an array.</summary>
    public static async Task<JsonElement> RecordOneAsync(this HttpClient http, string report)
    {
        using var response = await http.PostAsync("v1/reports", JsonBody(report));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer.GetProperty("receipts")[0];
    }

    /// <summary>Streams lines to <c>/v1/reports:import</c> and returns the summary, the last line of the answer.</summary>
    public static async Task<JsonElement> ImportAsync(this HttpClient http, IEnumerable<string> lines, string query = "")
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/reports:import" + query) { Content = content };
        var last = await LastLineAsync(http, request);
        return last.TryGetProperty("summary", out var summary) ? summary : throw new InvalidDataException($"The import ended with {last}.");
    }

    /// <summary>Runs <c>verify</c>; any difference fails the test and is shown.</summary>
    /// <exception cref="IOException">It ended without a verdict: a silo that it needed went away.</exception>
    public static async Task VerifyAsync(this HttpClient http, string when)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/verify");
        var lines = new List<string>();
        var last = await LastLineAsync(http, request, lines);
        if (last.TryGetProperty("error", out var broken))
        {
            throw new IOException($"verify {when} has no verdict: {broken}");
        }

        Assert.True(
            last.TryGetProperty("ok", out var ok) && ok.GetBoolean(),
            $"verify {when}: {last}\n{string.Join('\n', lines.Where(l => l.Contains("\"difference\"", StringComparison.Ordinal)).Take(20))}");
    }

    /// <summary>Asks a path that must answer 200.</summary>
    public static async Task<JsonElement> AskAsync(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(path.TrimStart('/'));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {answer}");
        return answer;
    }

    public static StringContent JsonBody(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> LastLineAsync(HttpClient http, HttpRequestMessage request, List<string>? lines = null)
    {
        using var deadline = new CancellationTokenSource(VerifyLimit);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token), Encoding.UTF8);
        var last = "null";
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            lines?.Add(line);
            last = line;
        }

        Assert.True(response.IsSuccessStatusCode, last);
        return JsonElement.Parse(last);
    }
}
