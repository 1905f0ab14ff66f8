using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Actors.Domain.Reports;

/// <summary>A report and its top-level properties.</summary>
internal ref partial struct ReportParser
{
    private Report? ReadReport(string expected)
    {
        var errorsBefore = errors?.Count ?? 0;
        var kind = PeekKind();
        if (!BeginObject(expected))
        {
            return null;
        }

        var draft = new ReportDraft();
        var met = default(Met);
        var allowed = ReportFields.Allowed(kind);
        while (NextProperty(ReportFields.Names, allowed, kind, ref met, out var field))
        {
            ReadField(ref draft, (ReportField)field);
        }

        Require(ReportFields.Names, ReportFields.Required(kind), met);
        CheckTogether(draft, met);
        if ((errors?.Count ?? 0) > errorsBefore)
        {
            return null;
        }

        return draft.Build(kind ?? throw new UnreachableException("A report without a readable kind was not refused."));
    }

    /// <summary>The kind of the report the reader stands on, wherever in it that is; null when it cannot be told.</summary>
    private readonly ReportKind? PeekKind()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var ahead = reader;
        try
        {
            while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
            {
                if (ahead.ValueTextEquals("kind"u8))
                {
                    ahead.Read();
                    if (ahead.TokenType != JsonTokenType.String)
                    {
                        return null;
                    }

                    var index = ReportSlugs.Kinds.Find(ahead.ValueIsEscaped ? Encoding.UTF8.GetBytes(ahead.GetString()!) : ahead.ValueSpan);
                    return index < 0 ? null : (ReportKind)index;
                }

                ahead.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reading proper meets the same fault and reports it with what comes before it.
        }

        return null;
    }

    private void ReadField(ref ReportDraft draft, ReportField field)
    {
        switch (field)
        {
            case ReportField.Kind: OneOf(ReportSlugs.Kinds); break;
            case ReportField.Id: draft.Id = Id(); break;
            case ReportField.Source: draft.Source = Name(); break;
            case ReportField.Via: draft.Via = Names(); break;
            case ReportField.PublishedAt: draft.PublishedAt = Instant() ?? default; break;
            case ReportField.Credibility: draft.Credibility = (int?)Whole(1, 6); break;
            case ReportField.Caveat: draft.Caveat = Line(ReportLimits.MaxSlugLength, repeats: true); break;
            case ReportField.Url: draft.Url = Url(); break;
            case ReportField.Quote: draft.Quote = Prose(); break;
            case ReportField.Incident: draft.Incident = Id(); break;
            case ReportField.Occurred: draft.Occurred = ReadOccurrence(); break;
            case ReportField.Place: draft.Place = ReadPlace(); break;
            case ReportField.Type: draft.Type = EventType(); break;
            case ReportField.Weapon: draft.Weapon = Slug(); break;
            case ReportField.Perpetrators: draft.Perpetrators = ReadPerpetrators(); break;
            case ReportField.Targets: draft.Targets = ReadTargets(); break;
            case ReportField.Outcome: draft.Outcome = (Outcome?)Known(OneOf(ReportSlugs.Outcomes)); break;
            case ReportField.Damage: draft.Damage = ReadDamage(); break;
            case ReportField.Casualties: draft.Casualties = ReadCasualties(); break;
            case ReportField.InResponseTo: draft.InResponseTo = Ids(); break;
            case ReportField.Speaker: draft.Speaker = Name(); break;
            case ReportField.Stance: draft.Stance = (Stance?)Known(OneOf(ReportSlugs.Stances)); break;
            case ReportField.About: draft.About = Subjects(atLeastOne: false); break;
            case ReportField.Condition: draft.Condition = Prose(); break;
            case ReportField.Subject: draft.Subject = Subject(groups: false); break;
            case ReportField.Measures: draft.Measures = ReadMeasures(); break;
            case ReportField.Status: draft.Status = (PostureStatus?)Known(OneOf(ReportSlugs.PostureStatuses)); break;
            case ReportField.Base: draft.Base = Key(SubjectKind.Base); break;
            case ReportField.Group: draft.Group = Key(SubjectKind.Group); break;
            case ReportField.Present: draft.Present = Truth(); break;
            case ReportField.Since: draft.Since = Day(); break;
            case ReportField.Scope: draft.Scope = Subjects(atLeastOne: true); break;
            case ReportField.Target: draft.Target = Key(SubjectKind.Group); break;
            case ReportField.Measure: draft.Measure = (TotalMeasure?)Known(OneOf(ReportSlugs.TotalMeasures)); break;
            case ReportField.Value: draft.Value = ReadTotalValue(); break;
            case ReportField.From: draft.From = Day(); break;
            case ReportField.FromPrecision: draft.FromPrecision = (DayPrecision?)Known(OneOf(ReportSlugs.DayPrecisions)); break;
            case ReportField.AsOf: draft.AsOf = Day(); break;
            case ReportField.Retracts: draft.Retracts = Id(); break;
            case ReportField.Reason: draft.Reason = Prose(); break;
            case ReportField.Set: draft.Set = ReadSet(); break;
            default: throw new InvalidOperationException($"No reading of the property {field}.");
        }
    }

    /// <summary>What an assessment decides: fields of an incident, at least one of them.</summary>
    private IncidentReport? ReadSet()
    {
        if (!BeginObject("must be an object of the fields it decides, such as {\"outcome\": \"intercepted\"}"))
        {
            return null;
        }

        var draft = new ReportDraft();
        var met = default(Met);
        while (NextProperty(ReportFields.Names, ReportFields.Assessable, kind: null, ref met, out var field))
        {
            var errorsBefore = errors?.Count ?? 0;
            ReadField(ref draft, (ReportField)field);
            if (!stored && IsEmptyList(draft, (ReportField)field) && (errors?.Count ?? 0) == errorsBefore)
            {
                Error("an empty list decides nothing; state its items or leave it out");
            }
        }

        if ((met.Seen & ~met.Null) == 0)
        {
            Error($"must decide at least one field of: {string.Join(", ", ReportFields.NamesOf(ReportFields.Assessable))}");
        }

        return draft.BuildIncident("", "");
    }

    private static bool IsEmptyList(in ReportDraft draft, ReportField field) => field switch
    {
        ReportField.Perpetrators => draft.Perpetrators.IsEmpty,
        ReportField.Targets => draft.Targets.IsEmpty,
        ReportField.Damage => draft.Damage.IsEmpty,
        ReportField.Casualties => draft.Casualties.IsEmpty,
        _ => false,
    };

    private void CheckTogether(in ReportDraft draft, in Met met)
    {
        if (draft.From is { } from && draft.AsOf is { } asOf && asOf < from)
        {
            ErrorAt("asOf", $"{asOf:yyyy-MM-dd} is before from, {from:yyyy-MM-dd}; it is the last day the total covers");
        }

        if (met.Has((int)ReportField.FromPrecision) && !met.Has((int)ReportField.From))
        {
            ErrorAt("fromPrecision", "says how exactly 'from' is known, and there is no 'from'");
        }
    }

    private ImmutableArray<string> Ids()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<string>();
        while (NextItemWithin())
        {
            if (Id() is { } id)
            {
                items.Add(id);
            }
        }

        return items.DrainToImmutable();
    }

    private ImmutableArray<SubjectId> Subjects(bool atLeastOne)
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<SubjectId>();
        var count = 0;
        for (; NextItemWithin(); count++)
        {
            if (Subject(groups: true) is { } subject)
            {
                items.Add(subject);
            }
        }

        if (atLeastOne && count == 0)
        {
            Error("must name at least one base, region or group, for example [\"region:iq\"]");
        }

        return items.DrainToImmutable();
    }

    private ImmutableArray<string> ReadMeasures()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<string>();
        var count = 0;
        for (; NextItemWithin(); count++)
        {
            if (stored)
            {
                items.Add(RepeatedText() ?? "");
            }
            else if (OneOf(ReportSlugs.ProtectiveMeasures) is >= 0 and var index)
            {
                items.Add(ReportSlugs.ProtectiveMeasures[index]);
            }
        }

        if (count == 0)
        {
            Error($"must name at least one measure of: {ReportSlugs.ProtectiveMeasures.Listed}");
        }

        return items.DrainToImmutable();
    }

    private Figure? ReadTotalValue()
    {
        if (!ReadFigure(out var figure))
        {
            return null;
        }

        if (figure is null)
        {
            Error("a total must state a number; 'unknown' counts nothing");
        }

        return figure;
    }

    private static int? Known(int index) => index < 0 ? null : index;
}
