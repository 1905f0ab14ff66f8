using System.Text.Json.Nodes;
using Actors.Domain.Reports;

namespace Actors.Domain.Stix;

/// <summary>
/// What STIX has no words for (outcome, figures with low and high, event type, base, days in the incident's zone) goes with each report as a
/// property extension: the report itself, so that an import takes up exactly what was said.
/// </summary>
public sealed partial class StixBundle
{
    /// <summary>Id of the extension of report objects; its property <c>report</c> is a report as <c>POST /v1/reports</c> takes it, whose references
    /// of incidents are STIX ids.</summary>
    public static string ReportExtension { get; } = StixIds.Of("extension-definition", "report");

    /// <summary>The STIX id of an incident of ours.</summary>
    public static string IncidentRef(Guid incident) => StixIds.Of("incident", incident.ToString("D"));

    private string DefineReports() => Add("extension-definition", "report", made, made, new JsonObject
    {
        ["name"] = "Report of an incident, whole",
        ["description"] = "What one source says about one incident, or what an analyst decided, field by field.",
        ["schema"] = "Property report: an incident or assessment report as the HTTP interface of Actors, version 1, takes it at POST /v1/reports; incident and inResponseTo are ids of STIX incidents.",
        ["version"] = "1.0.0",
        ["extension_types"] = new JsonArray("property-extension"),
    }, Exporter);

    private static JsonObject Whole(string incident, StixClaim claim)
    {
        var said = claim.AsSent.Length > 0 ? JsonNode.Parse(claim.AsSent) : JsonNode.Parse(ReportWriter.WriteCanonical(claim.Report));
        var report = said as JsonObject ?? throw new InvalidOperationException($"Report {claim.Report.Id} was not sent as an object.");
        report["incident"] = incident;
        if (!claim.InResponseTo.IsEmpty)
        {
            report["inResponseTo"] = Texts(claim.InResponseTo.Select(IncidentRef));
        }

        return new JsonObject { ["extension_type"] = "property-extension", ["report"] = report };
    }
}
