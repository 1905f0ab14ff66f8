using Actors.Ledger;
using Actors.Ledger.Scripts;
using Npgsql;

namespace Actors.Host.OrleansTables;

/// <summary>Makes and upgrades the tables Orleans keeps in PostgreSQL, in the schema <c>orleans</c>.</summary>
internal static class PostgreSqlOrleansSchema
{
    /// <summary>The schema; also the search path of every connection handed to Orleans, whose first query names no schema.</summary>
    public const string Schema = "orleans";

    /// <summary>"Orleans" as a number: several hosts starting at once take turns on it.</summary>
    private const long LockKey = 0x4F_72_6C_65_61_6E_73;

    /// <summary>Connections on which Orleans' first query, which names no schema, finds its table.</summary>
    public static NpgsqlDataSource CreateDataSource(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = Schema,
            ApplicationName = "actors-orleans",
            MaxAutoPrepare = 30,
            AutoPrepareMinUsages = 2,
        });

    /// <summary>
    /// Applies the scripts that are missing, in one transaction under a lock, and gives <paramref name="applicationRole"/>, if it is not
    /// the owner itself, the rows but not the tables.
    /// </summary>
    /// <exception cref="LedgerConfigurationException">An applied script was changed, the database is newer in a way this program
    /// cannot work with, or the role may not make tables; the message says what to do.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource dataSource, string? applicationRole, CancellationToken cancellationToken)
    {
        var known = OrleansScripts.Load("PostgreSql");
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await RunAsync(connection, "select pg_advisory_xact_lock(@key)", cancellationToken, new NpgsqlParameter<long>("key", LockKey));
            foreach (var script in SchemaScript.Pending(known, await ReadAppliedAsync(connection, cancellationToken)))
            {
                await RunAsync(connection, """
                    create schema if not exists orleans;
                    create table if not exists orleans.schema_script (
                        name text primary key, sha256 text not null, compatible boolean not null, applied_at timestamptz not null)
                    """, cancellationToken);
                await RunAsync(connection, script.Text, cancellationToken);
                await RunAsync(
                    connection,
                    "insert into orleans.schema_script (name, sha256, compatible, applied_at) values (@name, @sha256, @compatible, clock_timestamp())",
                    cancellationToken,
                    new NpgsqlParameter<string>("name", script.Name),
                    new NpgsqlParameter<string>("sha256", script.Sha256),
                    new NpgsqlParameter<bool>("compatible", script.Compatible));
            }

            if (applicationRole is not null)
            {
                await using var quoted = new NpgsqlCommand("select quote_ident(@role)", connection) { Parameters = { new NpgsqlParameter<string>("role", applicationRole) } };
                var role = await quoted.ExecuteScalarAsync(cancellationToken);
                await RunAsync(connection, $"""
                    grant usage on schema orleans to {role};
                    grant select on orleans.orleansquery, orleans.schema_script to {role};
                    grant select, insert, update, delete on orleans.grain_state, orleans.membership, orleans.membership_version, orleans.reminder to {role};
                    """, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new LedgerConfigurationException(
                $"The database role may not make the tables in schema {Schema} ({refused.MessageText}). Name the role that owns the database in ACTORS_POSTGRES_OWNER, or run the 'migrate' sub-command with it once, then start again.",
                refused);
        }
    }

    private static async Task<List<AppliedScript>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<AppliedScript> applied = [];

        // Not to_regclass: it answers from a cache that a transaction that has waited for the lock has not refreshed.
        await using var exists = new NpgsqlCommand("""
            select exists (
                select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'orleans' and c.relname = 'schema_script')
            """, connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return applied;
        }

        await using var command = new NpgsqlCommand("select name, sha256, compatible from orleans.schema_script order by name", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(new(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        }

        return applied;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
