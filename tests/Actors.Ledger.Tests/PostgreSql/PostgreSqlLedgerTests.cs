using Actors.Ledger.PostgreSql;
using Actors.Ledger.Tests.Conformance;
using Actors.Testing;
using Npgsql;

namespace Actors.Ledger.Tests.PostgreSql;

[NeedsPostgres]
public sealed class PostgreSqlLedgerTests : LedgerConformance
{
    private PostgresDatabase database = null!;

    protected override async Task CreateDatabaseAsync()
    {
        database = await PostgresServer.CreateSharedDatabaseAsync();
        await PostgreSqlSchema.ApplyAsync(database.DataSource, new PostgreSqlSchemaOptions { PartitionCount = Partitions }, None);
    }

    protected override async Task DropDatabaseAsync() => await database.DisposeAsync();

    protected override async Task<ILedger> OpenAsync(int? partitions, LedgerLimits? limits = null) =>
        await PostgreSqlLedger.OpenAsync(database.DataSource, new PostgreSqlLedgerOptions { PartitionCount = partitions, Limits = limits ?? new() }, None);

    /// <summary>A transaction that may or may not register the key: the append waits for it with its head moved and its commit ahead.</summary>
    protected override async Task<IAsyncDisposable> PauseBeforeCommitAsync(ReportKey key)
    {
        var connection = await database.DataSource.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("insert into ledger.report (key, content_hash, partition, position, receipt) values ($1, $1, 0, 0, '')", connection)
        {
            Parameters = { new() { Value = LedgerBytes.ToGuid(key.Value) } },
        };
        await command.ExecuteNonQueryAsync();
        return new Held(connection, transaction);
    }

    protected override Task IsPausedAsync() => Eventually.HoldsAsync(
        "An append waits for a lock",
        () => database.ScalarAsync<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"));

    private sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.RollbackAsync();
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
