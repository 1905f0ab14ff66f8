using System.Net.Http.Json;
using System.Text.Json;
using Actors.Testing;

namespace Actors.System.Tests.Sample;

/// <summary>The answers that the shared scenario says must come out of the first news day, asked over HTTP.</summary>
internal static class ExpectedAnswers
{
    public const string File = "scenarios/iraq-2023-11-09.expected.json";

    /// <summary>Asks every question until all answers are right, or says which are wrong after 10 s.</summary>
    public static async Task AssertAsync(HttpClient http)
    {
        using var expected = JsonDocument.Parse(await global::System.IO.File.ReadAllTextAsync(SharedData.PathOf(File)));
        var questions = expected.RootElement.GetProperty("tallies").EnumerateArray().ToList();
        Assert.NotEmpty(questions);
        await Eventually.BecomesAsync("every expected answer holds", () => WrongAsync(http, questions), wrong => wrong.Length == 0, TimeSpan.FromSeconds(10));
    }

    private static async Task<string> WrongAsync(HttpClient http, List<JsonElement> questions)
    {
        List<string> wrong = [];
        foreach (var question in questions)
        {
            var path = question.GetProperty("get").GetString()!;
            var answer = await http.GetFromJsonAsync<JsonElement>(path.TrimStart('/'));
            foreach (var property in question.EnumerateObject().Where(p => p.Name != "get"))
            {
                if (Differs(property.Name, property.Value, answer) is { } difference)
                {
                    wrong.Add($"{path}: {difference}");
                }
            }
        }

        return string.Join('\n', wrong);
    }

    private static string? Differs(string name, JsonElement want, JsonElement answer)
    {
        if (!answer.TryGetProperty(name, out var got))
        {
            return $"{name} is missing";
        }

        if (name == "breakdown")
        {
            var counts = got.EnumerateArray().ToDictionary(b => b.GetProperty("key").GetString()!, b => b.GetProperty("incidents").GetInt64());
            var wanted = want.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
            return counts.Count == wanted.Count && wanted.All(w => counts.TryGetValue(w.Key, out var count) && count == w.Value) ? null : $"breakdown is {got}, not {want}";
        }

        return want.ValueKind == JsonValueKind.Object
            ? want.EnumerateObject().Select(p => Differs(p.Name, p.Value, got)).FirstOrDefault(d => d is not null) is { } inner ? $"{name}: {inner}" : null
            : JsonElement.DeepEquals(want, got) ? null : $"{name} is {got}, not {want}";
    }
}
