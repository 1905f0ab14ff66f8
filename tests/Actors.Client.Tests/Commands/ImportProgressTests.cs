using Actors.Cli.Import;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Cli.Tests;

/// <summary>What an import says of itself while it runs.</summary>
public sealed class ImportProgressTests
{
    [Fact]
    public void Line_SaysRowsRateTimeLeftAndRefused()
    {
        var time = new FakeTimeProvider();
        using var error = new StringWriter();
        var line = new ImportProgressLine(error, time, total: 100_000, terminal: false);
        line.Tell(10, 0);
        Assert.Equal("", error.ToString());
        time.Advance(TimeSpan.FromSeconds(10));
        line.Tell(20_000, 3);
        Assert.Equal("20,000 of 100,000 rows, 2,000 a second, 40 s left, 3 refused", error.ToString().TrimEnd());
    }

    [Fact]
    public void Line_IsRewritten_OnATerminal()
    {
        var time = new FakeTimeProvider();
        using var error = new StringWriter();
        var line = new ImportProgressLine(error, time, total: 10_000_000, terminal: true);
        time.Advance(TimeSpan.FromSeconds(1));
        line.Tell(1_000, 0);
        Assert.Equal("\r1,000 of 10,000,000 rows, 1,000 a second, 2 h 46 min left, 0 refused", error.ToString());
        line.End();
        Assert.EndsWith("\r", error.ToString(), StringComparison.Ordinal);
    }
}
