using System.Globalization;
using Actors.Ledger.Scripts;
using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>Makes, upgrades and checks the schema of a ledger on PostgreSQL.</summary>
public static class PostgreSqlSchema
{
    internal const string Engine = "PostgreSql";

    private const string PartitionCountSetting = "partition-count";

    private const string RecordSql = """
        create schema if not exists ledger;
        create table if not exists ledger.schema_script (
            name       text primary key,
            sha256     text not null,
            compatible boolean not null,
            applied_at timestamptz not null default clock_timestamp()
        );
        """;

    /// <summary>
    /// Applies the scripts that are missing, in one transaction under a lock, and grants the application role what it needs.
    /// Safe to run at any time and by several processes at once.
    /// </summary>
    /// <param name="owner">Connects as the role that owns the schema.</param>
    /// <param name="options">See <see cref="PostgreSqlSchemaOptions"/>.</param>
    /// <param name="cancellationToken">Cancels; nothing is applied then.</param>
    /// <exception cref="LedgerConfigurationException">An applied script was changed, the database is newer and not
    /// compatible, or an option does not fit the database.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public static Task ApplyAsync(NpgsqlDataSource owner, PostgreSqlSchemaOptions options, CancellationToken cancellationToken) =>
        ApplyAsync(owner, options, SchemaScript.LoadEmbedded(Engine), cancellationToken);

    internal static async Task ApplyAsync(NpgsqlDataSource owner, PostgreSqlSchemaOptions options, IReadOnlyList<SchemaScript> scripts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        try
        {
            await using var connection = await owner.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await RunAsync(connection, "select pg_advisory_xact_lock(hashtextextended('actors ledger schema', 0))", cancellationToken);
            await RunAsync(connection, RecordSql, cancellationToken);
            foreach (var script in SchemaScript.Pending(scripts, await ReadAppliedAsync(connection, cancellationToken)))
            {
                await RunAsync(connection, script.Text, cancellationToken);
                await using var record = new NpgsqlCommand("insert into ledger.schema_script (name, sha256, compatible) values ($1, $2, $3)", connection)
                {
                    Parameters = { new() { Value = script.Name }, new() { Value = script.Sha256 }, new() { Value = script.Compatible } },
                };
                await record.ExecuteNonQueryAsync(cancellationToken);
            }

            await EnsurePartitionsAsync(connection, options.PartitionCount, cancellationToken);
            if (options.ApplicationRole is { } role)
            {
                await using var grant = new NpgsqlCommand("select ledger.grant_application_role($1)", connection) { Parameters = { new() { Value = role } } };
                await grant.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException fault)
        {
            throw PostgreSqlFaults.Translate(fault);
        }
    }

    /// <summary>Compares the database with this program; returns the number of data partitions.</summary>
    internal static async Task<int> CheckAsync(NpgsqlConnection connection, int? wanted, IReadOnlyList<SchemaScript> scripts, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, "select to_regclass('ledger.schema_script') is not null", cancellationToken) is not true)
        {
            throw new LedgerConfigurationException("The database has no ledger schema. Make it first, as the role that is to own it (PostgreSqlSchema.ApplyAsync).");
        }

        var pending = SchemaScript.Pending(scripts, await ReadAppliedAsync(connection, cancellationToken));
        if (pending.Count > 0)
        {
            throw new LedgerConfigurationException($"The database lacks the schema script {string.Join(", ", pending.Select(s => s.Name))}. Upgrade it first, as the role that owns the schema (PostgreSqlSchema.ApplyAsync).");
        }

        await CheckDurabilityAsync(connection, cancellationToken);
        return await ReadPartitionCountAsync(connection, cancellationToken) is { } existing
            ? Match(existing, wanted)
            : throw new LedgerConfigurationException("The ledger schema has no partitions; it was not made completely. Run PostgreSqlSchema.ApplyAsync again.");
    }

    private static async Task CheckDurabilityAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // "off" acknowledges commits that a crash of the server still loses; everything here rests on that not happening.
        if (await ScalarAsync(connection, "show synchronous_commit", cancellationToken) is "off")
        {
            throw new LedgerConfigurationException("The server acknowledges commits before they are durable (synchronous_commit = off). Set synchronous_commit to on for this role or database.");
        }
    }

    private static int Match(int existing, int? wanted) =>
        wanted is null || wanted == existing
            ? existing
            : throw new LedgerConfigurationException($"The database was made with {existing} data partitions, but {wanted} are asked for. The number is fixed when a database is made: set PartitionCount to {existing}, or leave it out.");

    private static async Task EnsurePartitionsAsync(NpgsqlConnection connection, int? wanted, CancellationToken cancellationToken)
    {
        if (await ReadPartitionCountAsync(connection, cancellationToken) is { } existing)
        {
            Match(existing, wanted);
            return;
        }

        var count = wanted ?? throw new LedgerConfigurationException("The database is new: set PartitionCount to the number of data partitions it shall have (2 to 4 on a small cluster).");
        await using var command = new NpgsqlCommand(
            "with made as (insert into ledger.setting (name, value) values ($1, $2)) insert into ledger.head (partition, position, recorded_at) select p, 0, 'epoch' from unnest($3) as p",
            connection)
        {
            Parameters =
            {
                new() { Value = PartitionCountSetting },
                new() { Value = count.ToString(CultureInfo.InvariantCulture) },
                new() { Value = Enumerable.Range(0, count).Append(LedgerPartitions.Control).Append(LedgerPartitions.Notifications).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int?> ReadPartitionCountAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await ScalarAsync(connection, $"select value from ledger.setting where name = '{PartitionCountSetting}'", cancellationToken) is string text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;

    private static async Task<List<AppliedScript>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<AppliedScript> applied = [];
        await using var command = new NpgsqlCommand("select name, sha256, compatible from ledger.schema_script order by name", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(new(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        }

        return applied;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
