using Actors.Ledger.Sqlite;
using Actors.Ledger.Tests.Conformance;
using Actors.Testing;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Tests.Sqlite;

public sealed class SqliteLedgerTests : LedgerConformance
{
    private readonly TemporaryFolder folder = new();
    private SqliteConnection? holder;

    private string Path => folder.File("ledger.db");

    protected override Task CreateDatabaseAsync() => Task.CompletedTask;

    protected override Task DropDatabaseAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    protected override async Task<ILedger> OpenAsync(int? partitions, LedgerLimits? limits = null) =>
        await SqliteLedger.OpenAsync(Path, new SqliteLedgerOptions { PartitionCount = partitions, Limits = limits ?? new() }, None);

    /// <summary>Another process holds the file's only write lock.</summary>
    protected override async Task<IAsyncDisposable> PauseBeforeCommitAsync(ReportKey key)
    {
        holder = new SqliteConnection($"Data Source={Path};Pooling=false");
        await holder.OpenAsync();
        await using var command = holder.CreateCommand();
        command.CommandText = "begin immediate";
        await command.ExecuteNonQueryAsync();
        return holder;
    }

    protected override Task IsPausedAsync() => Task.CompletedTask;
}
