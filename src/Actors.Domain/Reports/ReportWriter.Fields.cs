using System.Collections.Immutable;

namespace Actors.Domain.Reports;

/// <summary>The parts of a report.</summary>
public static partial class ReportWriter
{
    private static void WriteAssessable(ref CanonicalJson json, IncidentReport report)
    {
        if (report.Occurred is { } occurred)
        {
            json.Name("occurred"u8);
            json.BeginObject();
            WriteDay(ref json, "from"u8, occurred.From);
            WriteDay(ref json, "to"u8, occurred.To);
            WriteText(ref json, "precision"u8, occurred.Precision.Slug());
            WriteText(ref json, "zone"u8, occurred.Zone);
            json.EndObject();
        }

        if (report.Place is { } place)
        {
            json.Name("place"u8);
            WritePlace(ref json, place);
        }

        WriteText(ref json, "type"u8, report.Type);
        WriteText(ref json, "weapon"u8, report.Weapon);
        if (!report.Perpetrators.IsEmpty)
        {
            json.Name("perpetrators"u8);
            json.BeginArray();
            foreach (var perpetrator in report.Perpetrators)
            {
                json.BeginObject();
                WriteText(ref json, "group"u8, perpetrator.Group);
                WriteText(ref json, "role"u8, perpetrator.Role.Slug());
                WriteText(ref json, "by"u8, perpetrator.By);
                json.EndObject();
            }

            json.EndArray();
        }

        if (!report.Targets.IsEmpty)
        {
            json.Name("targets"u8);
            json.BeginArray();
            foreach (var target in report.Targets)
            {
                json.BeginObject();
                WriteText(ref json, "group"u8, target);
                json.EndObject();
            }

            json.EndArray();
        }

        WriteText(ref json, "outcome"u8, report.Outcome?.Slug());
        WriteDamage(ref json, report.Damage);
        WriteCasualties(ref json, report.Casualties);
    }

    private static void WritePlace(ref CanonicalJson json, Place place)
    {
        json.BeginObject();
        WriteText(ref json, "base"u8, place.Base);
        WriteText(ref json, "region"u8, place.Region);
        WriteText(ref json, "name"u8, place.Name);
        WriteDegrees(ref json, "lat"u8, place.Lat);
        WriteDegrees(ref json, "lon"u8, place.Lon);
        WriteText(ref json, "precision"u8, place.Precision?.Slug());
        json.EndObject();
    }

    private static void WriteDamage(ref CanonicalJson json, ImmutableArray<Damage> items)
    {
        if (items.IsEmpty)
        {
            return;
        }

        json.Name("damage"u8);
        json.BeginArray();
        foreach (var damage in items)
        {
            json.BeginObject();
            WriteText(ref json, "object"u8, damage.Object);
            WriteText(ref json, "extent"u8, damage.Extent);
            WriteFigure(ref json, "count"u8, damage.Count);
            json.EndObject();
        }

        json.EndArray();
    }

    private static void WriteCasualties(ref CanonicalJson json, ImmutableArray<Casualties> items)
    {
        if (items.IsEmpty)
        {
            return;
        }

        json.Name("casualties"u8);
        json.BeginArray();
        foreach (var casualties in items)
        {
            json.BeginObject();
            WriteText(ref json, "party"u8, casualties.Party);
            WriteFigure(ref json, "killed"u8, casualties.Killed);
            WriteFigure(ref json, "injured"u8, casualties.Injured);
            if (casualties is { Killed: null, Injured: null })
            {
                // An item must state something, and this one stated that nothing is known.
                WriteText(ref json, "killed"u8, "unknown");
            }

            json.EndObject();
        }

        json.EndArray();
    }

    private static void WriteFigure(ref CanonicalJson json, ReadOnlySpan<byte> name, Figure? stated)
    {
        if (stated is not { } figure)
        {
            return;
        }

        json.Name(name);
        if (figure == Figure.Exactly(figure.Best))
        {
            json.Number(figure.Best);
            return;
        }

        json.BeginObject();
        if (figure == Figure.AtLeast(figure.Best))
        {
            json.Name("atLeast"u8);
            json.Number(figure.Best);
        }
        else if (figure == Figure.AtMost(figure.Best))
        {
            json.Name("atMost"u8);
            json.Number(figure.Best);
        }
        else
        {
            json.Name("low"u8);
            json.Number(figure.Low);
            json.Name("best"u8);
            json.Number(figure.Best);
            json.Name("high"u8);
            if (figure.High is { } high)
            {
                json.Number(high);
            }
            else
            {
                json.Null();
            }
        }

        json.EndObject();
    }

    private static void WriteText(ref CanonicalJson json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.Name(name);
            json.String(text);
        }
    }

    private static void WriteTexts(ref CanonicalJson json, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
        {
            return;
        }

        json.Name(name);
        json.BeginArray();
        foreach (var text in texts)
        {
            json.String(text);
        }

        json.EndArray();
    }

    private static void WriteSubjects(ref CanonicalJson json, ReadOnlySpan<byte> name, ImmutableArray<SubjectId> subjects)
    {
        if (subjects.IsEmpty)
        {
            return;
        }

        json.Name(name);
        json.BeginArray();
        foreach (var subject in subjects)
        {
            json.String(subject.ToString());
        }

        json.EndArray();
    }

    private static void WriteDay(ref CanonicalJson json, ReadOnlySpan<byte> name, DateOnly? day)
    {
        if (day is { } value)
        {
            json.Name(name);
            json.Day(value);
        }
    }

    private static void WriteDegrees(ref CanonicalJson json, ReadOnlySpan<byte> name, double? degrees)
    {
        if (degrees is { } value)
        {
            json.Name(name);
            json.Number(value);
        }
    }
}
