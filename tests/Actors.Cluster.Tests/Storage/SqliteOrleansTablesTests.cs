using Actors.Host.OrleansTables;
using Actors.Testing;

namespace Actors.Cluster.Tests.Storage;

/// <summary>Orleans' providers over the tables in SQLite.</summary>
public sealed class SqliteOrleansTablesTests
{
    [Fact]
    public Task State_ReadsBack_AsWritten() => RunAsync(contract => contract.StateReadsBackAsWrittenAsync());

    [Fact]
    public Task State_ReadsAsNoRecord_WhenAbsent() => RunAsync(contract => contract.AbsentStateReadsAsNoRecordAsync());

    [Fact]
    public Task Write_IsRefused_WhenTheVersionMoved() => RunAsync(contract => contract.SecondWriterOfTheSameVersionIsRefusedAsync());

    [Fact]
    public Task FirstWrite_IsRefused_WhenStateExists() => RunAsync(contract => contract.FirstWriteIsRefusedWhereStateExistsAsync());

    [Fact]
    public Task FirstWrite_SucceedsOnce_WhenManyRace() => RunAsync(contract => contract.OneOfManyFirstWritersWinsAsync());

    [Fact]
    public Task ClearedState_IsGoneAndCanBeWritten_Again() => RunAsync(contract => contract.ClearedStateIsGoneAndCanBeWrittenAgainAsync());

    [Fact]
    public Task State_IsKeptApart_WhenKeysLookAlike() => RunAsync(contract => contract.KeysThatLookAlikeAreKeptApartAsync());

    [Fact]
    public Task State_ReadsBack_WhenLarge() => RunAsync(contract => contract.LargeStateReadsBackAsync());

    [Fact]
    public Task Reminder_ReadsBack_AsWritten() => RunAsync(contract => contract.ReminderReadsBackAsWrittenAsync());

    [Fact]
    public Task Reminder_IsRemoved_OnlyAtTheVersionSeen() => RunAsync(contract => contract.ReminderIsRemovedOnlyAtTheVersionSeenAsync());

    [Fact]
    public Task Reminders_AreFoundOnce_WhenTheRingIsCut() => RunAsync(contract => contract.RingPiecesCoverEveryReminderOnceAsync());

    private static async Task RunAsync(Func<OrleansTablesContract, Task> test)
    {
        using var folder = new TemporaryFolder();
        await using var source = SqliteOrleansDataSource.Open(folder.File("state.db"), TimeProvider.System);
        using var tables = await OrleansTablesUnderTest.OpenAsync(source, "System.Data.SQLite");
        await test(new(tables));
    }
}
