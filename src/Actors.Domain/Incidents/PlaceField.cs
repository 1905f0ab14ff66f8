using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>Places as claims: which leaf is meant, and which lie within which.</summary>
internal sealed class PlaceField : ValueOrder<SubjectId>
{
    public static PlaceField Instance { get; } = new();

    /// <summary>The leaf a report names: the first of its lineage. A report whose lineage nobody recorded lies within nothing but
    /// the world.</summary>
    public static SubjectId LeafOf(RecordedReport from, Place place)
    {
        if (!from.PlaceLineage.IsDefaultOrEmpty)
        {
            return from.PlaceLineage[0];
        }

        return place.Base is { } installation ? SubjectId.Base(installation)
            : place.Region is { } region ? SubjectId.Region(region)
            : SubjectId.World;
    }

    public override void Link(ScalarChoice<SubjectId> values)
    {
        for (var specific = 0; specific < values.Groups.Count; specific++)
        {
            var group = values.Groups[specific];
            foreach (var claim in group.Claims)
            {
                foreach (var above in claim.From.PlaceLineage)
                {
                    if (values.Find(above) is { } general && general != specific && !group.Generals.Contains(general))
                    {
                        values.Refine(specific, general);
                    }
                }
            }

            if (values.Find(SubjectId.World) is { } world && world != specific && !group.Generals.Contains(world))
            {
                values.Refine(specific, world);
            }
        }
    }

    /// <summary>Where a leaf the catalogue did not know lies; null where some claim was read with a catalogue that knew it.</summary>
    public static SubjectId? Within(SubjectId leaf, IEnumerable<RecordedReport> claims)
    {
        SubjectId? within = null;
        foreach (var from in claims)
        {
            if (from.PlaceKnown || leaf == SubjectId.World)
            {
                return null;
            }

            if (within is null || within == SubjectId.World)
            {
                within = from.PlaceLineage.Length > 1 ? from.PlaceLineage[1] : SubjectId.World;
            }
        }

        return within;
    }

    /// <summary>The chosen place; label, position and precision come from the heaviest claim of the leaf that states them.</summary>
    public static Place Describe(FieldChoice<SubjectId> choice)
    {
        var leaf = choice.Value;
        var described = leaf.Kind == SubjectKind.Base ? new Place { Base = leaf.Key } : new Place { Region = leaf.Key };
        foreach (var from in choice.Sayers())
        {
            if (StatedBy(from.Report) is not { } stated)
            {
                continue;
            }

            described = described with
            {
                Region = described.Region ?? stated.Region,
                Name = described.Name ?? stated.Name,
                Lat = described.Lat ?? stated.Lat,
                Lon = described.Lon ?? stated.Lon,
                Precision = described.Precision ?? stated.Precision,
            };
        }

        return described;
    }

    private static Place? StatedBy(Report report) => report switch
    {
        IncidentReport incident => incident.Place,
        AssessmentReport assessment => assessment.Set.Place,
        _ => null,
    };
}
