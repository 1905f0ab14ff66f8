namespace Actors.Cli;

/// <summary>The command cannot be done as given; the message is one line for people.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
