namespace Actors.Host.Configuration;

/// <summary>What the process ends with.</summary>
public static class ExitCodes
{
    /// <summary>All well.</summary>
    public const int Success = 0;

    /// <summary><c>verify</c> found differences.</summary>
    public const int Differences = 1;

    /// <summary>A setting, a port, the database or the data folder does not allow a start.</summary>
    public const int CannotStart = 2;
}
