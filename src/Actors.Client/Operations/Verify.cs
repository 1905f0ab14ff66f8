using System.Text.Json;

namespace Actors.Client;

/// <summary>A line of a verification: progress, or in the end the verdict.</summary>
public sealed record VerifyLine
{
    /// <summary>Null until the last line; then whether everything agrees.</summary>
    public bool? Ok { get; init; }

    /// <summary>What differs: a number, or a list of differences.</summary>
    public JsonElement? Differences { get; init; }

    /// <summary>How far it is.</summary>
    public JsonElement? Progress { get; init; }
}
