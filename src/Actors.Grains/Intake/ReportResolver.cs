using System.Collections.Immutable;
using System.Text;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Grains.Intake;

/// <summary>
/// Turns the names of a report into keys by the catalogue and keeps the facts an assessment needs (reliability, lineage of
/// the place, zone), so that the stored report can be assessed without the catalogue it was read with.
/// </summary>
public sealed class ReportResolver(NameMemory names, string scope, bool analyst, DateTimeOffset receivedAt)
{
    /// <summary>The report as the ledger keeps it. Never refuses: a name nobody knows becomes a provisional key.</summary>
    public RecordedReport Resolve(Report sent, ReadOnlySpan<byte> canonical)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var lineage = ImmutableArray<SubjectId>.Empty;
        var placeKnown = false;
        var zone = "UTC";
        var source = names.FindSource(sent.Source);
        Report resolved = sent switch
        {
            IncidentReport incident => ResolveIncident(incident, ref lineage, ref placeKnown, ref zone),
            AssessmentReport assessment => assessment with
            {
                Set = ResolveIncident(assessment.Set, ref lineage, ref placeKnown, ref zone),
            },
            StatementReport statement => statement with
            {
                Speaker = names.FindSource(statement.Speaker)?.Key ?? statement.Speaker,
                About = [.. statement.About.Select(Resolve).Distinct()],
            },
            PostureReport posture => posture with { Subject = Resolve(posture.Subject) },
            PresenceReport presence => presence with
            {
                Base = Key(SubjectKind.Base, presence.Base),
                Group = Key(SubjectKind.Group, presence.Group),
            },
            TotalReport total => total with
            {
                Scope = [.. total.Scope.Select(Resolve).Distinct()],
                Target = total.Target is null ? null : Key(SubjectKind.Group, total.Target),
            },
            _ => sent,
        };
        resolved = resolved with
        {
            Source = source?.Key ?? sent.Source,
            Via = [.. sent.Via.Select(via => names.FindSource(via)?.Key ?? via)],
        };

        var resolvedCanonical = ReportWriter.WriteCanonical(resolved);
        return new RecordedReport
        {
            Report = resolved,
            Scope = scope,
            Analyst = analyst,
            ReceivedAt = receivedAt,
            RecordedAt = receivedAt,
            Reliability = source?.Reliability ?? 'F',
            PlaceLineage = lineage,
            PlaceKnown = placeKnown,
            Zone = zone,
            AsSent = canonical.SequenceEqual(resolvedCanonical) ? "" : Encoding.UTF8.GetString(canonical),
        };
    }

    private IncidentReport ResolveIncident(
        IncidentReport report,
        ref ImmutableArray<SubjectId> lineage,
        ref bool placeKnown,
        ref string zone)
    {
        var place = report.Place;
        if (place is not null)
        {
            (place, lineage, placeKnown) = ResolvePlace(place);
            zone = names.Catalogue.ZoneOf(lineage[0], placeKnown || lineage.Length < 2 ? null : lineage[1]);
        }

        if (report.Occurred?.Zone is { } stated)
        {
            zone = stated;
        }

        return report with
        {
            Place = place,
            Perpetrators = [.. report.Perpetrators
                .Select(p => p with { Group = Key(SubjectKind.Group, p.Group) })
                .DistinctBy(p => (p.Group, p.Role))],
            Targets = [.. report.Targets.Select(t => Key(SubjectKind.Group, t)).Distinct(StringComparer.Ordinal)],
            Casualties = PartyCasualtiesMerge.OnePerParty(report.Casualties.Select(c => c.Party is null ? c : c with { Party = Key(SubjectKind.Group, c.Party) })),
        };
    }

    private (Place Place, ImmutableArray<SubjectId> Lineage, bool Known) ResolvePlace(Place place)
    {
        var region = place.Region is null ? new NameResolution(SubjectId.World, Known: true) : names.Resolve(SubjectKind.Region, place.Region);
        var regionLineage = region.Known
            ? names.Catalogue.Expand(region.Subject)
            : names.Catalogue.Expand(region.Subject, SubjectId.World);
        if (place.Base is null)
        {
            return (place with { Region = region.Subject.Key }, regionLineage, region.Known);
        }

        var installation = names.Resolve(SubjectKind.Base, place.Base);
        if (installation.Known)
        {
            return (place with { Base = installation.Subject.Key, Region = null }, names.Catalogue.Expand(installation.Subject), true);
        }

        return (
            place with { Base = installation.Subject.Key, Region = region.Subject.Key },
            [installation.Subject, .. regionLineage],
            false);
    }

    private SubjectId Resolve(SubjectId subject) => AsNamed(names.Resolve(subject.Kind, subject.Key));

    private string Key(SubjectKind kind, string name) => AsNamed(names.Resolve(kind, name)).Key;

    /// <summary>A provisional subject that was joined to a known one is recorded as named: a later split finds it again.</summary>
    private static SubjectId AsNamed(NameResolution resolution) => resolution.Joined ?? resolution.Subject;
}
