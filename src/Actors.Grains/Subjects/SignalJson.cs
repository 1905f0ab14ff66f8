using System.Text;
using Actors.Abstractions.Subjects;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Grains.Subjects;

/// <summary>Signals on the wire.</summary>
internal static class SignalJson
{
    public static ActiveSignal Of(Signal signal) =>
        new(Encoding.UTF8.GetString(ReportWriter.WriteCanonical(signal.Report)), signal.RecordedAt);
}
