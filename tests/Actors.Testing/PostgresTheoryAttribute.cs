using Xunit;

namespace Actors.Testing;

/// <summary>As <see cref="PostgresFactAttribute"/>, with data.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips unless a server is named or can be started here.</summary>
    public PostgresTheoryAttribute() => Skip = PostgresServer.SkipReason;
}
