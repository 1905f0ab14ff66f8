namespace Actors.Testing;

/// <summary>Whether tests must fail, not skip, when something they need is absent (<c>ACTORS_REQUIRE_ALL=1</c>, set in CI).</summary>
public static class RequireAll
{
    /// <summary>True when nothing may be skipped.</summary>
    public static bool IsSet { get; } = Environment.GetEnvironmentVariable("ACTORS_REQUIRE_ALL") == "1";

    /// <summary>The reason to skip, or null when the need is met or when skipping is not allowed.</summary>
    public static string? SkipUnless(bool met, string reason) => met || IsSet ? null : reason;
}
