using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>How a report stands inside a stored blob: canonical JSON.</summary>
public interface IReportForm
{
    /// <summary>The report as canonical JSON, UTF-8.</summary>
    byte[] Write(Report report);

    /// <summary>Reads what <see cref="Write"/> wrote, without checking it again against today's limits.</summary>
    Report Read(ReadOnlySpan<byte> json);
}
