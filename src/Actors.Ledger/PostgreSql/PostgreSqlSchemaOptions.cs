namespace Actors.Ledger.PostgreSql;

/// <summary>How the schema is made or upgraded by the role that owns it.</summary>
public sealed record PostgreSqlSchemaOptions
{
    /// <summary>
    /// Number of data partitions, 1 … 64, used when the database is made (then required). On an existing database null
    /// accepts what it has; another number is an error.
    /// </summary>
    public int? PartitionCount { get; init; }

    /// <summary>
    /// The role the application works as, or null when it works as the owner. It is made when absent (without login) and
    /// given what it needs: SELECT and INSERT on entries, nothing else on them. Making it needs the right to make roles.
    /// </summary>
    public string? ApplicationRole { get; init; }

    internal void Check()
    {
        if (PartitionCount is < 1 or > 64)
        {
            throw new LedgerConfigurationException($"{nameof(PartitionCount)} is {PartitionCount}; it must be 1 to 64.");
        }

        if (ApplicationRole is { } role && (string.IsNullOrWhiteSpace(role) || role.Length > 63))
        {
            throw new LedgerConfigurationException($"{nameof(ApplicationRole)} is '{role}'; it must be the name of a role, 1 to 63 characters, or null.");
        }
    }
}
