namespace Actors.System.Tests.Compose;

/// <summary>A test that runs the real docker-compose.yml: on demand only (<c>ACTORS_TEST_COMPOSE=1</c>), since it needs root, a Docker engine and minutes.</summary>
public sealed class ComposeFactAttribute : FactAttribute
{
    /// <summary>Skips unless it was asked for.</summary>
    public ComposeFactAttribute() =>
        Skip = Environment.GetEnvironmentVariable("ACTORS_TEST_COMPOSE") == "1" ? null : "Runs docker-compose.yml whole: set ACTORS_TEST_COMPOSE=1 on a machine with Docker Compose, or with the shared folder's compose lab.";
}
