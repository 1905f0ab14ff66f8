using System.Globalization;
using System.Text;
using Actors.Client;
using Actors.System.Tests.Commands;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>The most memory that an import takes, of the command and of the server that takes it in, by the kernel's high-water mark.</summary>
public sealed class MemoryTests
{
    private const long MaxBytes = 500_000_000;

    [Fact]
    public async Task Import_StaysBelowHalfAGigabyte_OnBothSides()
    {
        const int Rows = 12_000;
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!.ToString();
        var file = folder.File("GEDEvent_v21_1.csv");
        await WriteAsync(file, Rows);
        using var import = ActorsProcess.Start(server, "import", file, "--json");
        var (result, peak) = await import.EndAsync();
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(Rows, result.Json.GetProperty("recorded").GetInt32());
        using var client = new ActorsClient(new Uri(server));
        await Eventually.BecomesAsync("the world has all events", () => client.GetTallyAsync("region:world"), tally => tally.Incidents == Rows, TimeSpan.FromSeconds(120));
        Assert.InRange(peak, 1, MaxBytes);
        Assert.InRange(host.PeakBytes, 1, MaxBytes);
    }

    /// <summary>The command, and a server that only checks, take no more for twelve times the rows.</summary>
    [Fact]
    public async Task DryRun_TakesNoMoreMemory_WhenTheFileIsLonger()
    {
        const int Rows = 60_000;
        const long MaxMore = 100_000_000;
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var server = host.Http.BaseAddress!.ToString();
        var few = await DryRunAsync(server, folder.File("few.csv"), Rows / 12);
        var many = await DryRunAsync(server, folder.File("many.csv"), Rows);
        Assert.InRange(many, 1, few + MaxMore);
        Assert.InRange(host.PeakBytes, 1, MaxBytes);
    }

    private static async Task<long> DryRunAsync(string server, string file, int rows)
    {
        await WriteAsync(file, rows);
        using var import = ActorsProcess.Start(server, "import", file, "--dry-run", "--release", "21.1", "--json");
        var (result, peak) = await import.EndAsync();
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(rows, result.Json.GetProperty("recorded").GetInt32());
        return peak;
    }

    /// <summary>Events of 30 years in 40 countries, by 200 groups.</summary>
    private static async Task WriteAsync(string file, int rows)
    {
        string[] countries = ["Iraq", "Syria", "Afghanistan", "Nigeria", "Mexico", "India", "Colombia", "Sudan", "Yemen (North Yemen)", "Ukraine"];
        await using var writer = new StreamWriter(file, append: false, Encoding.UTF8);
        await writer.WriteLineAsync("id,side_a,side_b,country,date_start,best,high,low,latitude,longitude");
        for (var n = 0; n < rows; n++)
        {
            var day = new DateOnly(1989, 1, 1).AddDays(n * 7 % 11_000);
            await writer.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{n + 1},Government of {countries[n % countries.Length]},Group {n % 200},{countries[n % countries.Length]},{day:yyyy-MM-dd},{n % 9},{(n % 9) + 2},{n % 5 % ((n % 9) + 1)},{(n % 50) + 0.25},{(n % 70) + 0.5}"));
        }
    }
}
