using Actors.Testing;

namespace Actors.Cluster.Tests.Streams;

public sealed class PostgreSqlStreamTests
{
    [PostgresFact]
    public async Task Subjects_EqualTheFold_WhenASiloIsKilledDuringDelivery()
    {
        await using var engine = await EngineUnderTest.OpenPostgreSqlAsync(partitions: 4);
        await StreamScenarios.KillSiloAsync(engine);
    }

    [PostgresFact]
    public async Task Subjects_EqualTheFold_WhenASiloStopsGracefully()
    {
        await using var engine = await EngineUnderTest.OpenPostgreSqlAsync(partitions: 4);
        await StreamScenarios.StopSiloAsync(engine);
    }

    [PostgresFact]
    public async Task Subjects_EqualTheFold_WhenTheDatabaseGoesAwayAndReturns()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        await using var engine = await EngineUnderTest.OpenPostgreSqlAsync(partitions: 1, server);
        await StreamScenarios.LoseDatabaseAsync(
            engine,
            leave: _ => server.StopAsync(),
            away: _ => Task.CompletedTask,
            comeBack: _ => server.StartAsync());
    }

    [PostgresFact]
    public async Task Subject_GetsWhatADeadRouterOwed_WhenNoFurtherEntryComes()
    {
        await using var engine = await EngineUnderTest.OpenPostgreSqlAsync(partitions: 1);
        await StreamScenarios.ReplaceRouterThatOwesAsync(engine);
    }

    [PostgresFact]
    public async Task Subject_CatchesUp_WhenItFailedForThreeTimesTheLimitAndGetsNoFurtherEntry()
    {
        await using var engine = await EngineUnderTest.OpenPostgreSqlAsync(partitions: 1);
        await StreamScenarios.FailThreeTimesTheLimitAsync(engine);
    }
}
