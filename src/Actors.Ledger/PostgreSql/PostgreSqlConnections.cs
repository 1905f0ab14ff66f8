using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>Connections from the data source, with bounded waits and errors in the words of the ledger.</summary>
internal sealed class PostgreSqlConnections(NpgsqlDataSource dataSource, PostgreSqlLedgerOptions options)
{
    /// <summary>A connection, or <see cref="LedgerUnavailableException"/> within the time for connecting.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await dataSource.OpenConnectionAsync(either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LedgerUnavailableException($"The database gave no connection within {options.ConnectTimeout.TotalSeconds:0.###} s.", fault);
        }
        catch (Exception fault) when (PostgreSqlFaults.Translate(fault) is var translated && translated != fault)
        {
            throw translated;
        }
    }

    public PostgreSqlBatch Batch(NpgsqlConnection connection) => new(connection, options.CommandTimeout);

    /// <summary>Runs a read. A connection that turns out to be dead is replaced once: pools keep connections past a server's restart.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await OpenAsync(cancellationToken);
            try
            {
                return await read(connection);
            }
            catch (Exception fault) when (attempt < 3 && PostgreSqlFaults.IsConnectionLost(fault))
            {
                NpgsqlConnection.ClearPool(connection);
            }
            catch (Exception fault) when (PostgreSqlFaults.Translate(fault) is var translated && translated != fault)
            {
                throw translated;
            }
        }
    }

    /// <summary>Runs one statement and maps its rows.</summary>
    public Task<List<T>> QueryAsync<T>(string? plan, string sql, Func<NpgsqlParameter[]> parameters, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        ReadAsync(connection => QueryAsync(connection, plan, sql, parameters(), map, cancellationToken), cancellationToken);

    /// <summary>Runs one statement on this connection and maps its rows.</summary>
    public async Task<List<T>> QueryAsync<T>(NpgsqlConnection connection, string? plan, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var batch = Batch(connection);
        if (plan is not null)
        {
            batch.Add(plan);
        }

        batch.Add(sql, parameters);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (plan is not null)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
