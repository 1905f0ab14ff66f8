using System.Globalization;
using Actors.Ledger.Scripts;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

/// <summary>Makes and upgrades the schema of a SQLite ledger.</summary>
internal static class SqliteSchema
{
    public const string Engine = "Sqlite";

    private const string PartitionCountSetting = "partition-count";

    /// <summary>Applies the scripts that are missing, in one transaction that locks the file, and returns the number of data partitions.</summary>
    public static int Apply(SqliteSession session, string path, int? partitionCount, IReadOnlyList<SchemaScript> scripts, TimeProvider timeProvider)
    {
        session.Run("begin immediate");
        try
        {
            session.Run("""
                create table if not exists schema_script (
                    name       text primary key,
                    sha256     text not null,
                    compatible integer not null,
                    applied_at text not null
                ) without rowid, strict
                """);
            foreach (var script in SchemaScript.Pending(scripts, ReadApplied(session)))
            {
                using var command = session.Connection.CreateCommand();
                command.CommandText = script.Text;
                command.ExecuteNonQuery();
                session.Run(
                    "insert into schema_script (name, sha256, compatible, applied_at) values ($1, $2, $3, $4)",
                    script.Name,
                    script.Sha256,
                    script.Compatible ? 1 : 0,
                    timeProvider.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            }

            var count = EnsurePartitions(session, path, partitionCount);
            session.Run("commit");
            return count;
        }
        catch (SqliteException fault) when (!SqliteFaults.IsOfDatabase(fault))
        {
            throw new LedgerConfigurationException($"The schema of {path} could not be made or upgraded: {fault.Message} If the file belongs to another program, choose another data folder.", fault);
        }
    }

    private static List<AppliedScript> ReadApplied(SqliteSession session)
    {
        List<AppliedScript> applied = [];
        using var reader = session.Query("select name, sha256, compatible from schema_script order by name");
        while (reader.Read())
        {
            applied.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2) != 0));
        }

        return applied;
    }

    private static int EnsurePartitions(SqliteSession session, string path, int? wanted)
    {
        if (session.Scalar("select value from setting where name = $1", PartitionCountSetting) is string stored)
        {
            var existing = int.Parse(stored, CultureInfo.InvariantCulture);
            return wanted is null || wanted == existing
                ? existing
                : throw new LedgerConfigurationException($"The database {path} was made with {existing} data partitions, but {wanted} are asked for. The number is fixed when a database is made: set {nameof(SqliteLedgerOptions.PartitionCount)} to {existing}, or leave it out.");
        }

        var count = wanted ?? 1;
        session.Run("insert into setting (name, value) values ($1, $2)", PartitionCountSetting, count.ToString(CultureInfo.InvariantCulture));
        foreach (var partition in Enumerable.Range(0, count).Append(LedgerPartitions.Control).Append(LedgerPartitions.Notifications))
        {
            session.Run("insert into head (partition, position, recorded_at) values ($1, 0, 0)", partition);
        }

        return count;
    }
}
