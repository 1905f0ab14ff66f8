namespace Actors.Host.Configuration;

/// <summary>A setting as given.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Text">Its value, untouched.</param>
/// <param name="Origin">How the user wrote it (<c>--http</c>, <c>ACTORS_HTTP</c>, <c>http in actors.json</c>), for messages.</param>
internal sealed record SettingValue(Setting Setting, string Text, string Origin)
{
    /// <summary>The exception that says why this value will not do.</summary>
    public StartupException Wrong(string expected) =>
        new($"{Origin} is '{Text}', but it must be {expected}.");
}
