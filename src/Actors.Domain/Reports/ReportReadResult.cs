namespace Actors.Domain.Reports;

/// <summary>What reading a body gave: all its reports, or everything that is wrong with it.</summary>
public sealed record ReportReadResult
{
    /// <summary>The reports in the order of the body, one for a single object; null when there is any error.</summary>
    public IReadOnlyList<Report>? Reports { get; init; }

    /// <summary>True when the body is an array.</summary>
    public bool IsArray { get; init; }

    /// <summary>Everything found wrong, in the order of the body; empty when <see cref="Reports"/> is there.</summary>
    public IReadOnlyList<ReportError> Errors { get; init; } = [];
}
