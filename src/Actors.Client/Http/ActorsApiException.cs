namespace Actors.Client;

/// <summary>The server refused a call, or its answer cannot be read. <see cref="Exception.Message"/> is one line for people.</summary>
public sealed class ActorsApiException : Exception
{
    public ActorsApiException(string message, int? status = null, ApiProblem? problem = null, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        Problem = problem;
    }

    /// <summary>HTTP status; null when there was no answer that could be understood.</summary>
    public int? Status { get; }

    /// <summary>The problem document (RFC 9457) the server sent, or null when it sent none.</summary>
    public ApiProblem? Problem { get; }
}

/// <summary>A problem document (RFC 9457).</summary>
public sealed record ApiProblem
{
    /// <summary>Stable name of the kind of problem, for example <c>/problems/not-found</c>.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public int Status { get; init; }

    /// <summary>What is wrong here and what would be right.</summary>
    public required string Detail { get; init; }

    /// <summary>Each wrong field; empty where none is at fault.</summary>
    public IReadOnlyList<FieldError> Errors { get; init => field = value ?? []; } = [];
}

/// <summary>One wrong field.</summary>
/// <param name="Pointer">JSON pointer, or <c>?name</c> of a query parameter.</param>
public sealed record FieldError(string Pointer, string Detail);
