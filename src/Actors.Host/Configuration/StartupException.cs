namespace Actors.Host.Configuration;

/// <summary>
/// The program cannot start, for a reason its user can mend. The message is one line that says what is wrong and what to do;
/// it goes to standard error and the process ends with <see cref="ExitCodes.CannotStart"/>.
/// </summary>
public sealed class StartupException : Exception
{
    public StartupException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
