namespace Actors.Domain.Incidents;

/// <summary>A stored payload cannot be read: it was written by a newer release, or it is damaged. The message says which.</summary>
public sealed class StoredFormException : Exception
{
    public StoredFormException()
    {
    }

    public StoredFormException(string message)
        : base(message)
    {
    }

    public StoredFormException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
