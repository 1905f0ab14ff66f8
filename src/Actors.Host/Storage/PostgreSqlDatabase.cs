using System.Net.Sockets;
using Actors.Host.Configuration;
using Actors.Host.OrleansTables;
using Actors.Ledger;
using Actors.Ledger.PostgreSql;
using Npgsql;

namespace Actors.Host.Storage;

/// <summary>Connects to PostgreSQL at start and says in one line why it cannot.</summary>
internal static class PostgreSqlDatabase
{
    /// <summary>How long a database that is just starting is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Data partitions of a new database: two nearly fill two cores, and a cluster has more than one machine.</summary>
    private const int DefaultPartitions = 4;

    /// <summary>
    /// Brings both schemas up to date: as their owner where one is named, else as the role of the application, if that may make
    /// schemas. The application's role is given what it needs, and no more.
    /// </summary>
    /// <exception cref="StartupException">The database is not one this program can work with.</exception>
    public static async Task PrepareAsync(ActorsOptions options, CancellationToken cancellationToken)
    {
        if (options.PostgresOwner is null && !await MayMakeSchemasAsync(options.Postgres!, cancellationToken))
        {
            return;
        }

        await MigrateAsync(options, cancellationToken);
    }

    /// <summary>As <see cref="PrepareAsync"/>, but whatever the role may do.</summary>
    /// <exception cref="StartupException">The role may not, or the database is not one this program can work with.</exception>
    public static async Task MigrateAsync(ActorsOptions options, CancellationToken cancellationToken)
    {
        var application = new NpgsqlConnectionStringBuilder(options.Postgres!).Username;
        var owner = options.PostgresOwner ?? options.Postgres!;
        await CheckAsync(owner, cancellationToken);
        var applicationRole = application == new NpgsqlConnectionStringBuilder(owner).Username ? null : application;
        await using var source = NpgsqlDataSource.Create(owner);
        try
        {
            await PostgreSqlSchema.ApplyAsync(source, new() { PartitionCount = options.Partitions ?? await DefaultPartitionsAsync(source, cancellationToken), ApplicationRole = applicationRole }, cancellationToken);
            await PostgreSqlOrleansSchema.ApplyAsync(source, applicationRole, cancellationToken);
        }
        catch (Exception fault) when (fault is LedgerConfigurationException or LedgerUnavailableException)
        {
            throw new StartupException(fault.Message, fault);
        }
    }

    /// <summary>Opens one connection to prove that the database is there.</summary>
    /// <exception cref="StartupException">It is not.</exception>
    public static async Task CheckAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = (int)Patience.TotalSeconds,
            Pooling = false,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException fault)
        {
            throw new StartupException(
                fault.SqlState switch
                {
                    PostgresErrorCodes.InvalidCatalogName => $"The database {settings.Database} does not exist on {settings.Host}: make it (createdb {settings.Database}), or correct Database in ACTORS_POSTGRES.",
                    PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => $"PostgreSQL on {settings.Host} refuses the user {settings.Username} ({fault.MessageText}): correct Username and Password in ACTORS_POSTGRES.",
                    PostgresErrorCodes.TooManyConnections => $"PostgreSQL on {settings.Host} has no connection to spare: raise max_connections or stop other clients.",
                    _ => $"PostgreSQL on {settings.Host} refuses the connection ({fault.SqlState}: {fault.MessageText}): correct ACTORS_POSTGRES.",
                },
                fault);
        }
        catch (NpgsqlException fault)
        {
            var reason = fault.InnerException is SocketException or TimeoutException ? fault.InnerException.Message : fault.Message;
            throw new StartupException($"PostgreSQL at {settings.Host}:{settings.Port} does not answer ({reason}): start it, or correct Host and Port in ACTORS_POSTGRES.", fault);
        }
        catch (SocketException fault)
        {
            throw new StartupException($"The host {settings.Host} in ACTORS_POSTGRES cannot be found ({fault.Message}): correct it.", fault);
        }
    }

    private static async Task<bool> MayMakeSchemasAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("select has_database_privilege(current_database(), 'create')");
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The default for a database without partitions; null, for what it has, where they are fixed already.</summary>
    private static async Task<int?> DefaultPartitionsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select to_regclass('ledger.head') is not null");
        return await command.ExecuteScalarAsync(cancellationToken) is true ? null : DefaultPartitions;
    }
}
