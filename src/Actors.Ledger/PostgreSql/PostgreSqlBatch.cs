using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>Statements sent in one go: one round trip, one implicit transaction, prepared once a connection.</summary>
internal sealed class PostgreSqlBatch : IAsyncDisposable
{
    private readonly NpgsqlBatch batch;

    public PostgreSqlBatch(NpgsqlConnection connection, TimeSpan timeout) =>
        batch = new NpgsqlBatch(connection) { Timeout = (int)Math.Ceiling(timeout.TotalSeconds) };

    public PostgreSqlBatch Add(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
        return this;
    }

    /// <summary>Runs everything; the reader stands before the rows of the first statement.</summary>
    public async Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken)
    {
        await batch.PrepareAsync(cancellationToken);
        return await batch.ExecuteReaderAsync(cancellationToken);
    }

    /// <summary>Runs everything; the answers do not matter, errors are thrown.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();
}
