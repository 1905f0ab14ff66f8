using Actors.Testing;

namespace Actors.System.Tests.Upgrade;

/// <summary>A test that needs PostgreSQL and the release before, built from the repository's history: skipped, visibly, where either is absent.</summary>
public sealed class UpgradeFactAttribute : FactAttribute
{
    /// <summary>Skips unless both are here.</summary>
    public UpgradeFactAttribute() => Skip = PostgresServer.SkipReason ?? RequireAll.SkipUnless(ReleaseBefore.SkipReason is null, ReleaseBefore.SkipReason ?? "");
}
