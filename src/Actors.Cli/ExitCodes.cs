namespace Actors.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Well = 0;

    /// <summary>Some rows were refused, or differences found.</summary>
    public const int Differences = 1;

    public const int Failed = 2;
}
