using Actors.Domain.Reports;

namespace Actors.Grains.Partitions;

/// <summary>Which reports are about no incident of their own.</summary>
internal static class SignalReports
{
    public static bool IsSignalOrRetraction(Report report) => report is not (IncidentReport or AssessmentReport);
}
