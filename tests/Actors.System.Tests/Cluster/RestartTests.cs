using System.Globalization;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Cluster;

/// <summary>A silo that comes back where it was.</summary>
public sealed class RestartTests
{
    private const string Active = "select count(*) from orleans.membership where status = 3";
    private const string Dead = "select count(*) from orleans.membership where status = 6";

    /// <summary>Nobody else is left to declare the one before it dead, and its last sign of life is seconds old.</summary>
    [PostgresFact]
    public async Task Silo_TakesThePlaceOfItsPredecessor_WhenAllWentAtOnce()
    {
        using var folder = new TemporaryFolder();
        await using var database = await PostgresServer.CreateSharedDatabaseAsync();
        var environment = new Dictionary<string, string> { ["ACTORS_POSTGRES"] = database.ConnectionString };
        string[] arguments = ["--cluster-port", FreePort.Take().ToString(CultureInfo.InvariantCulture)];
        await using (var first = await HostProcess.StartAsync(folder.Path, environment, arguments))
        {
            await first.KillAsync();
        }

        Assert.Equal((1, 0), (await database.ScalarAsync<long>(Active), await database.ScalarAsync<long>(Dead)));
        await using var second = await HostProcess.StartAsync(folder.Path, environment, arguments);
        Assert.Equal((1, 1), (await database.ScalarAsync<long>(Active), await database.ScalarAsync<long>(Dead)));
        Assert.Contains("listens where", second.Errors + second.Output, StringComparison.Ordinal);
    }
}
