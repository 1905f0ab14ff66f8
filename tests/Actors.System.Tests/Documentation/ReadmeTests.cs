using System.Diagnostics;
using System.Text.RegularExpressions;
using Actors.Host.Configuration;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Documentation;

/// <summary>What the README promises.</summary>
public sealed partial class ReadmeTests
{
    private const string DocumentedAddress = "http://127.0.0.1:8080";

    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Folder, "README.md"));

    [Fact]
    public void FirstScreen_GivesTheTwoCommands_InThisOrder()
    {
        var first = Snippets().First();
        Assert.Equal(["dotnet run --project src/Actors.Host -- --sample", "dotnet test"], first.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(Readme[..Readme.IndexOf(first, StringComparison.Ordinal)].Count(c => c == '\n') < 15);
    }

    [Fact]
    public void SettingsTable_IsTheHosts_LineByLine()
    {
        var documented = Readme.Split('\n').Where(l => l.StartsWith("| `ACTORS_", StringComparison.Ordinal));
        Assert.Equal(Setting.All.Select(s => $"| `{s.Variable}` | `{$"--{s.Name} {s.Placeholder}".TrimEnd()}` | {s.Meaning} |"), documented);
    }

    [Fact]
    public void Links_LeadToFiles_ThatExist()
    {
        var links = Link().Matches(Readme).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Repository.Folder, link)), $"{link} does not exist."));
    }

    [Fact]
    public async Task Questions_AreAnswered_AsWritten()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--sample");
        await host.SaysAsync("Look next");
        var questions = Snippets().Where(s => s.StartsWith("curl", StringComparison.Ordinal)).ToList();
        Assert.True(questions.Count >= 4);
        foreach (var question in questions)
        {
            var (code, output) = await RunAsync(question.Replace(DocumentedAddress, host.Http.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal));
            Assert.True(code == 0 && output.StartsWith('{'), $"{question}\ngave {code}: {output}");
        }
    }

    private static IEnumerable<string> Snippets() => Snippet().Matches(Readme).Select(m => m.Groups[1].Value);

    private static async Task<(int Code, string Output)> RunAsync(string script)
    {
        // As typed, except that an HTTP error counts as a failure.
        var start = new ProcessStartInfo("bash", ["-c", "curl() { command curl --silent --show-error --fail-with-body --max-time 30 \"$@\"; }\n" + script]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, output);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
