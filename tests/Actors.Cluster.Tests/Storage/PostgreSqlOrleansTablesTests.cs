using Actors.Host.OrleansTables;
using Actors.Testing;

namespace Actors.Cluster.Tests.Storage;

/// <summary>Orleans' providers over the tables in PostgreSQL.</summary>
public sealed class PostgreSqlOrleansTablesTests
{
    [PostgresFact]
    public Task State_ReadsBack_AsWritten() => RunAsync(contract => contract.StateReadsBackAsWrittenAsync());

    [PostgresFact]
    public Task State_ReadsAsNoRecord_WhenAbsent() => RunAsync(contract => contract.AbsentStateReadsAsNoRecordAsync());

    [PostgresFact]
    public Task Write_IsRefused_WhenTheVersionMoved() => RunAsync(contract => contract.SecondWriterOfTheSameVersionIsRefusedAsync());

    [PostgresFact]
    public Task FirstWrite_IsRefused_WhenStateExists() => RunAsync(contract => contract.FirstWriteIsRefusedWhereStateExistsAsync());

    [PostgresFact]
    public Task FirstWrite_SucceedsOnce_WhenManyRace() => RunAsync(contract => contract.OneOfManyFirstWritersWinsAsync());

    [PostgresFact]
    public Task ClearedState_IsGoneAndCanBeWritten_Again() => RunAsync(contract => contract.ClearedStateIsGoneAndCanBeWrittenAgainAsync());

    [PostgresFact]
    public Task State_IsKeptApart_WhenKeysLookAlike() => RunAsync(contract => contract.KeysThatLookAlikeAreKeptApartAsync());

    [PostgresFact]
    public Task State_ReadsBack_WhenLarge() => RunAsync(contract => contract.LargeStateReadsBackAsync());

    [PostgresFact]
    public Task Reminder_ReadsBack_AsWritten() => RunAsync(contract => contract.ReminderReadsBackAsWrittenAsync());

    [PostgresFact]
    public Task Reminder_IsRemoved_OnlyAtTheVersionSeen() => RunAsync(contract => contract.ReminderIsRemovedOnlyAtTheVersionSeenAsync());

    [PostgresFact]
    public Task Reminders_AreFoundOnce_WhenTheRingIsCut() => RunAsync(contract => contract.RingPiecesCoverEveryReminderOnceAsync());

    private static async Task RunAsync(Func<OrleansTablesContract, Task> test)
    {
        await using var database = await PostgresServer.CreateSharedDatabaseAsync();
        await using var source = PostgreSqlOrleansSchema.CreateDataSource(database.ConnectionString);
        await PostgreSqlOrleansSchema.ApplyAsync(source, applicationRole: null, CancellationToken.None);
        using var tables = await OrleansTablesUnderTest.OpenAsync(source, "Npgsql");
        await test(new(tables));
    }
}
