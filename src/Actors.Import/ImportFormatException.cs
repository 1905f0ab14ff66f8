namespace Actors.Import;

/// <summary>The file as a whole cannot be read: nothing of it may be imported. The message is one line that says where and what would be right.</summary>
public sealed class ImportFormatException : Exception
{
    public ImportFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
