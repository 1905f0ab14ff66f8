using Actors.Testing;

namespace Actors.Cli.Tests;

/// <summary>The command line without a server: help, one-line errors, exit codes.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("import", "--dry-run")]
    [InlineData("tally", "--as-of")]
    [InlineData("watch", "--after")]
    [InlineData("diff", "--then")]
    [InlineData("export", "--format")]
    public async Task Help_NamesTheOptions(string command, string option)
    {
        var (code, output, _) = await RunAsync(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains(option, output, StringComparison.Ordinal);
        Assert.Contains("--server", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", "report", "tally", "incidents", "incident", "watch", "totals", "threat", "diff", "backtest", "verify", "catalog", "export", "serve", "merge", "split", "suggestions", "subjects", "subject", "webhooks", "audit", "policies")]
    public async Task Help_ListsEveryCommand(params string[] commands)
    {
        var (_, output, _) = await RunAsync("--help");
        Assert.All(commands, command => Assert.Contains($"\n  {command}", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("actors: 'fly' is no command or option here. Run 'actors --help'.", "fly")]
    [InlineData("actors: --from '9 November' is no day; write yyyy-MM-dd, for example 2023-11-09.", "tally", "region:iq", "--from", "9 November")]
    [InlineData("actors: --as-of '2023-11-09T18:30:00' is no time with an offset; write for example 2023-11-09T18:30:00Z.", "tally", "region:iq", "--as-of", "2023-11-09T18:30:00")]
    [InlineData("actors: 'iraq' is no subject; write base:…, region:… or group:…, for example region:iq.", "tally", "iraq")]
    [InlineData("actors: --server 'nowhere' is no address; write http://host:port.", "totals", "region:iq", "--server", "nowhere")]
    [InlineData("actors: There is no file none.csv.", "import", "none.csv")]
    public async Task Mistake_IsOneLineAndExitCode2(string message, params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Server_ThatIsAway_IsOneLineAndExitCode2()
    {
        // Port 1 is reserved and closed on loopback.
        var (code, _, error) = await RunAsync("tally", "region:iq", "--server", "http://127.0.0.1:1");
        Assert.Equal(2, code);
        Assert.StartsWith("actors: No server answers at http://127.0.0.1:1", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task DamagedFile_IsRefusedBeforeAServerIsAsked()
    {
        File.WriteAllText(folder.File("cut.csv"), "id,side_a,side_b,country,date_start,best,high,low\n1,a,b,Iraq,2020-01-01,1,1,1\n2,a");
        var (code, _, error) = await RunAsync("import", folder.File("cut.csv"), "--server", "http://127.0.0.1:1");
        Assert.Equal(2, code);
        Assert.Contains("the file is cut off", error, StringComparison.Ordinal);
        Assert.DoesNotContain("No server", error, StringComparison.Ordinal);
    }

    [Fact]
    public void RowNumbers_FollowTheRowsThatAreNotSent()
    {
        var numbers = new Import.RowNumbers();
        long line = 0;
        foreach (var row in new long[] { 1, 2, 4, 5, 9 })
        {
            numbers.Sent(++line, row);
        }

        Assert.Equal([1, 2, 4, 5, 9], new long[] { 1, 2, 3, 4, 5 }.Select(numbers.RowOf));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, TextReader.Null, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
