using System.Text.Json.Nodes;
using Actors.Domain.Reports;

namespace Actors.Domain.Stix;

/// <summary>Incidents and what is said of them.</summary>
public sealed partial class StixBundle
{
    /// <summary>An incident with its places, parties, claims, and a sighting where one is known to have happened at a place.</summary>
    public string Incident(StixIncident incident) => Incident(incident, out _);

    /// <summary>As the other; also tells the attributions made, for who denies them.</summary>
    public string Incident(StixIncident incident, out IReadOnlyList<string> attributions)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var key = incident.Id.ToString("D");
        var id = Add("incident", key, incident.Created, incident.Modified, new JsonObject
        {
            ["name"] = incident.Name,
            ["description"] = incident.Description,
            ["extensions"] = new JsonObject { [IncidentExtension] = Extension(incident) },
        }, Exporter);
        foreach (var place in incident.Places)
        {
            Relate("located-at", id, place, incident.Created);
        }

        foreach (var target in incident.Targets)
        {
            Relate("impacts", id, target.Ref, incident.Created, confidence: target.Confidence);
        }

        var made = new List<string>();
        attributions = made;
        foreach (var perpetrator in incident.Perpetrators)
        {
            made.Add(Relate("attributed-to", id, perpetrator.Ref, incident.Created, confidence: perpetrator.Confidence));
            if (perpetrator.Ref.StartsWith("threat-actor--", StringComparison.Ordinal))
            {
                Sighting(key, perpetrator.Ref, incident);
            }
        }

        foreach (var claim in incident.Claims)
        {
            Claim(id, claim);
        }

        return id;
    }

    private static JsonObject Extension(StixIncident incident)
    {
        var extension = new JsonObject
        {
            ["extension_type"] = "property-extension",
            ["determination"] = incident.Outcome switch
            {
                Outcome.Intercepted => "blocked",
                Outcome.Failed => "failed-attempt",
                Outcome.Hit when incident.RootSources > 1 => "confirmed",
                _ => "suspected",
            },
            ["investigation_status"] = "open",
        };
        if (incident.Start is { } start)
        {
            extension["start_time"] = Time(start);
            extension["start_time_fidelity"] = "day";
        }

        var counts = new JsonObject();
        if (incident.Killed is { } killed)
        {
            counts["killed"] = killed;
        }

        if (incident.Injured is { } injured)
        {
            counts["injured"] = injured;
        }

        if (counts.Count > 0)
        {
            extension["impacted_entity_counts"] = counts;
        }

        return extension;
    }

    private void Sighting(string key, string actor, StixIncident incident) =>
        Add("sighting", key + "\n" + actor, incident.Created, incident.Modified, new JsonObject
        {
            ["sighting_of_ref"] = actor,
            ["count"] = 1,
            ["first_seen"] = incident.Start is { } start ? Time(start) : null,
            ["where_sighted_refs"] = Texts(incident.Places),
        }, Exporter);

    // What one source said: the report itself, a note with its words, and an opinion where it takes a side.
    private void Claim(string incident, StixClaim claim)
    {
        var report = claim.Report;
        bool? revoked = claim.Withdrawn ? true : null;
        var confidence = StixConfidence.OfCredibility(report.Credibility);
        Add("report", report.Id, claim.RecordedAt, claim.RecordedAt, new JsonObject
        {
            ["name"] = $"Report {report.Id}",
            ["published"] = Time(report.PublishedAt),
            ["object_refs"] = Texts([incident]),
            ["confidence"] = confidence,
            ["revoked"] = revoked,
            ["external_references"] = report.Url is null ? null : new JsonArray(new JsonObject { ["source_name"] = report.Source, ["url"] = report.Url }),
            ["extensions"] = new JsonObject { [DefineReports()] = Whole(incident, claim) },
        }, claim.SourceRef);
        if ((report is AssessmentReport decision ? decision.Reason : report.Quote) is { Length: > 0 } quote)
        {
            Add("note", report.Id, claim.RecordedAt, claim.RecordedAt, new JsonObject
            {
                ["content"] = quote,
                ["authors"] = Texts([report.Source]),
                ["object_refs"] = Texts([incident]),
                ["revoked"] = revoked,
            }, claim.SourceRef);
        }

        if (claim.Agrees is { } agrees)
        {
            Add("opinion", report.Id, claim.RecordedAt, claim.RecordedAt, new JsonObject
            {
                ["opinion"] = agrees ? "agree" : "disagree",
                ["authors"] = Texts([report.Source]),
                ["object_refs"] = Texts([incident]),
                ["confidence"] = confidence,
                ["revoked"] = revoked,
            }, claim.SourceRef);
        }
    }

    /// <summary>A tally, a threat level or another statement of ours about objects of the bundle: a grouping with a note.</summary>
    /// <param name="key">Names it among our statements.</param>
    /// <param name="objectRefs">At least one.</param>
    public string Statement(string key, string name, string content, DateTimeOffset at, IReadOnlyCollection<string> objectRefs)
    {
        ArgumentNullException.ThrowIfNull(objectRefs);
        ArgumentOutOfRangeException.ThrowIfZero(objectRefs.Count, nameof(objectRefs));
        var grouping = Add("grouping", key, at, at, new JsonObject
        {
            ["name"] = name,
            ["context"] = "unspecified",
            ["object_refs"] = Texts(objectRefs),
        }, Exporter);
        Add("note", "statement\n" + key, at, at, new JsonObject { ["content"] = content, ["object_refs"] = Texts([grouping]) }, Exporter);
        return grouping;
    }

    /// <summary>Somebody denies that an incident is a group's: a strong disagreement with the attribution's objects. About others it is another
    /// opinion.</summary>
    public string Denial(StatementReport denial, string sourceRef, DateTimeOffset recordedAt, IReadOnlyCollection<string> objectRefs)
    {
        ArgumentNullException.ThrowIfNull(denial);
        var about = string.Join('\n', objectRefs);
        return Add("opinion", denial.Id + "\n" + about, recordedAt, recordedAt, new JsonObject
        {
            ["opinion"] = "strongly-disagree",
            ["explanation"] = denial.Quote,
            ["authors"] = Texts([denial.Speaker]),
            ["object_refs"] = Texts(objectRefs),
        }, sourceRef);
    }
}
