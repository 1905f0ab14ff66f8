using Xunit;

namespace Actors.Testing;

/// <summary>A test that needs PostgreSQL: skipped, visibly, where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <summary>Skips unless a server is named or can be started here.</summary>
    public PostgresFactAttribute() => Skip = PostgresServer.SkipReason;
}
