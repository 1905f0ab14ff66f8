using System.Data.Common;
using Npgsql;

namespace Actors.Host.Storage;

/// <summary>What this process's connections to the database are like, unless the connection string says otherwise.</summary>
internal static class PostgreSqlPool
{
    /// <summary>Connections for the ledger. Without a bound two pools of a hundred each used up a server's connections when thousands of subjects started at once;
    /// what waits for a connection of a small pool is served sooner than by a server with hundreds.</summary>
    public const int Ledger = 32;

    /// <summary>Connections for Orleans' tables.</summary>
    public const int OrleansTables = 24;

    /// <summary>The connection string, with this bound; and connections are not reset before they are used again: whatever is set here ends with its
    /// transaction, and the three statements of a reset were a tenth of what the database did while subjects started.</summary>
    public static string Bound(string connectionString, int connections)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!Names(given, "Maximum Pool Size", "MaxPoolSize"))
        {
            settings.MaxPoolSize = connections;
        }

        if (!Names(given, "No Reset On Close", "NoResetOnClose"))
        {
            settings.NoResetOnClose = true;
        }

        return settings.ConnectionString;
    }

    private static bool Names(DbConnectionStringBuilder given, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (given.ContainsKey(keyword))
            {
                return true;
            }
        }

        return false;
    }
}
