using System.Data.Common;
using Npgsql;

namespace Actors.Host.Storage;

/// <summary>How many connections one process opens. Without a bound two pools of a hundred each used up a server's connections when thousands
/// of subjects started at once; what waits for a connection of a small pool is served sooner than by a server with hundreds.</summary>
internal static class PostgreSqlPool
{
    /// <summary>Connections for the ledger, unless the connection string says otherwise.</summary>
    public const int Ledger = 32;

    /// <summary>Connections for Orleans' tables, unless the connection string says otherwise.</summary>
    public const int OrleansTables = 24;

    private static readonly string[] Keywords = ["Maximum Pool Size", "MaxPoolSize"];

    /// <summary>The connection string, with this bound where it has none of its own.</summary>
    public static string Bound(string connectionString, int connections)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return Keywords.Any(given.ContainsKey)
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections }.ConnectionString;
    }
}
