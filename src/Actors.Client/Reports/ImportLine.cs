namespace Actors.Client;

/// <summary>A line of the server's answer to an import; one of the three.</summary>
internal sealed record ImportLine
{
    public long? Line { get; init; }

    public string? Error { get; init; }

    public IReadOnlyList<FieldError>? Errors { get; init; }

    public ImportCountsJson? Summary { get; init; }
}

internal sealed record ImportCountsJson(long Lines, long Recorded, long Duplicates, long Conflicts, long Refused);
