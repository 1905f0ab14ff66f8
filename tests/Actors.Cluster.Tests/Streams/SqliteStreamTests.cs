namespace Actors.Cluster.Tests.Streams;

public sealed class SqliteStreamTests
{
    [Fact]
    public async Task Subjects_EqualTheFold_WhenASiloIsKilledDuringDelivery()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 4);
        await StreamScenarios.KillSiloAsync(engine);
    }

    [Fact]
    public async Task Subjects_EqualTheFold_WhenASiloStopsGracefully()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 4);
        await StreamScenarios.StopSiloAsync(engine);
    }

    [Fact]
    public async Task Subjects_EqualTheFold_WhenTheDatabaseGoesAwayAndReturns()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await StreamScenarios.LoseDatabaseAsync(
            engine,
            leave: cluster =>
            {
                cluster.Ledger.Reachable = false;
                return Task.CompletedTask;
            },
            away: _ => engine.AppendLeavesAsync(0, 1_000, leaves: 50),
            comeBack: cluster =>
            {
                cluster.Ledger.Reachable = true;
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task Subject_GetsWhatADeadRouterOwed_WhenNoFurtherEntryComes()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await StreamScenarios.ReplaceRouterThatOwesAsync(engine);
    }

    [Fact]
    public async Task Subject_CatchesUp_WhenItFailedForThreeTimesTheLimitAndGetsNoFurtherEntry()
    {
        await using var engine = await EngineUnderTest.OpenSqliteAsync(partitions: 1);
        await StreamScenarios.FailThreeTimesTheLimitAsync(engine);
    }
}
