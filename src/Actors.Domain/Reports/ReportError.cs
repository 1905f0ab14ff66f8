namespace Actors.Domain.Reports;

/// <summary>One thing wrong with a report.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the field, from the root of the body.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record ReportError(string Pointer, string Detail);
