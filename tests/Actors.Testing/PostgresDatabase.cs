using Npgsql;

namespace Actors.Testing;

/// <summary>A database of its own for one test, dropped afterwards.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string administrator;

    private PostgresDatabase(string administrator, string name)
    {
        this.administrator = administrator;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(administrator) { Database = name }.ToString();
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Connects as the role that owns the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Connects as the role that owns the database.</summary>
    public NpgsqlDataSource DataSource { get; }

    internal static async Task<PostgresDatabase> CreateAsync(string administrator)
    {
        var name = $"actors_{Guid.NewGuid():N}";
        await RunAsync(administrator, $"create database {name}");
        return new(administrator, name);
    }

    /// <summary>Runs a statement as the owner.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a query as the owner and returns the first value of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Ends all connections to it and drops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await RunAsync(administrator, $"drop database if exists {Name} with (force)");
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
