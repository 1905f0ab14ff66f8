using System.Diagnostics;
using System.Text.RegularExpressions;
using Actors.System.Tests.Documentation;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Commands;

/// <summary><c>actors</c> as people get it: packed, installed as a .NET tool, run; and what its README shows, as written.</summary>
public sealed partial class ToolTests(SampleHost host) : IClassFixture<SampleHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Tool_IsPackedInstalledAndAnswers()
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(Repository.Folder, "src", "Actors.Cli");
        await RunAsync(folder.Path, "dotnet", "pack", project, "--configuration", BuiltProgram.Configuration, "--no-build", "--output", folder.File("packages"));
        await RunAsync(folder.Path, "dotnet", "tool", "install", "actors", "--tool-path", folder.File("tools"), "--source", folder.File("packages"));
        var actors = folder.File("tools/actors");
        Assert.Contains("tally <SUBJECT>", await RunAsync(folder.Path, actors, "--help"), StringComparison.Ordinal);
        Assert.Contains("--postgres CONNECTION", await RunAsync(folder.Path, actors, "serve", "--", "--help"), StringComparison.Ordinal);
        Assert.Contains("base:al-harir", await RunAsync(folder.Path, actors, "tally", "region:iq", "--by", "place", "--server", host.Server), StringComparison.Ordinal);
        Assert.StartsWith("tally", await RunAsync(folder.Path, actors, "[suggest:10]", "actors tal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readme_ShowsCommands_ThatRunAsWritten()
    {
        using var folder = new TemporaryFolder();
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "src", "Actors.Cli", "README.md"));
        var commands = Snippet().Matches(readme).SelectMany(m => m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.True(commands.Count >= 10);
        foreach (var command in commands)
        {
            var words = command.Split(' ');
            Assert.Equal("actors", words[0]);
            var arguments = words[1..].Select((word, i) => words[i] == "--out" ? folder.File(word) : word).ToArray();
            var shown = await ActorsCommand.RunAsync(host.Server, input: null, arguments);
            Assert.True(shown.Code == 0, $"{command}: {shown.Error}");
        }

        Assert.Equal(["everything.ndjson", "incidents.parquet", "iraq.csv"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_IsAScript(string shell)
    {
        var shown = await ActorsCommand.RunAsync(host.Server, input: null, "completion", shell);
        Assert.Equal(0, shown.Code);
        Assert.Contains("[suggest:", shown.Output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_HOME"] = folder;
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {process.ExitCode}\n{await output}\n{await error}");
        return await output;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
