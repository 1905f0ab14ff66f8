using System.Text.RegularExpressions;

namespace Actors.Client.Tests;

/// <summary>The package's README: its snippets are this file's, word for word, and this file compiles.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Snippets_AreThoseThatAreCompiledHere()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "README.md"));
        var compiled = Words(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "ReadmeTests.cs")));
        var snippets = Snippet().Matches(readme).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(7, snippets.Count);
        Assert.All(snippets, snippet => Assert.Contains(Words(snippet), compiled, StringComparison.Ordinal));
    }

    /// <summary>Compiled, never run: there is no server.</summary>
    private static async Task SnippetsAsync(IAsyncEnumerable<Report> reports, string other, DateTimeOffset since)
    {
        var stop = CancellationToken.None;
        using var client = new ActorsClient(new Uri("http://127.0.0.1:8080"));

        var receipt = await client.SendAsync(new IncidentReport
        {
            Id = "desk:2023-11-09:1",
            Source = "iraqi-security-sources",
            PublishedAt = DateTimeOffset.Parse("2023-11-09T18:30:00Z"),
            Occurred = new Occurrence { From = new DateOnly(2023, 11, 9) },
            Place = new Place { Base = "ain-al-asad" },
            Type = "air-drone-strike",
            Targets = [new Target("us-forces")],
            Outcome = "intercepted",
            Casualties = [new Casualties { Party = "us-forces", Injured = Figure.AtLeast(2) }],
        });

        var tally = await client.GetTallyAsync("group:us-forces", new TallyQuery
        {
            From = new DateOnly(2023, 10, 17),
            Role = "target",
            By = "place",
            MinPositions = ActorsClient.Positions(receipt.Positions),
        });
        Console.WriteLine($"{tally.Incidents} incidents, {tally.Intercepted} intercepted");

        await foreach (var next in client.StreamNotificationsAsync(new NotificationQuery { After = 0, Subject = "base:al-harir" }, stop))
        {
            switch (next)
            {
                case Notification n:
                    Console.WriteLine($"{n.Position} {n.Kind} {n.Subject}: {n.Text}");
                    break;
                case NotificationGap gap:
                    Console.WriteLine($"{gap.From} to {gap.To} are gone");
                    break;
            }
        }

        foreach (var suggestion in await client.ListSuggestionsAsync(receipt.Incident!))
        {
            Console.WriteLine($"{suggestion.Chance:0.00} {suggestion.Incident}: {suggestion.Why}");
        }

        var merged = await client.AcceptSuggestionAsync(receipt.Incident!, other, "one attack, reported twice");
        var changed = await client.GetDifferenceAsync("group:us-forces", since);

        var counts = await client.ImportAsync(reports, new ImportOptions { Scope = "desk" }, new Progress<ImportProgress>(p => Console.WriteLine(p.Counts)));

        try
        {
            await client.GetTallyAsync("region:atlantis");
        }
        catch (ActorsApiException refused) when (refused.Status == 404)
        {
            Console.WriteLine(refused.Message);
        }

        _ = (counts, merged, changed);
    }

    private static string Words(string text) => Blanks().Replace(text, " ").Trim();

    /// <summary>Whoever looks for a call finds it in the README's table.</summary>
    [Fact]
    public void Table_NamesEveryCall()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "README.md"));
        var unnamed = typeof(IActorsClient).GetMethods().Select(m => m.Name).Distinct()
            .Where(name => !readme.Contains($"`{name}`", StringComparison.Ordinal) && !readme.Contains($"`{name.Replace("Region", "Base", StringComparison.Ordinal).Replace("Group", "Base", StringComparison.Ordinal).Replace("Source", "Base", StringComparison.Ordinal)}`", StringComparison.Ordinal))
            .ToList();
        Assert.True(unnamed.Count == 0, string.Join(", ", unnamed));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
