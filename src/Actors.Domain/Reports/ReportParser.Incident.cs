using System.Collections.Immutable;

namespace Actors.Domain.Reports;

/// <summary>The objects within what is said about an incident.</summary>
internal ref partial struct ReportParser
{
    private static readonly NameTable OccurrenceNames = new("from", "to", "precision", "zone");
    private static readonly NameTable PlaceNames = new("base", "region", "name", "lat", "lon", "precision");
    private static readonly NameTable PerpetratorNames = new("group", "role", "by");
    private static readonly NameTable TargetNames = new("group");
    private static readonly NameTable DamageNames = new("object", "extent", "count");
    private static readonly NameTable CasualtyNames = new("party", "killed", "injured");

    private Occurrence? ReadOccurrence()
    {
        if (!BeginObject("must be an object such as {\"from\": \"2023-11-09\"}"))
        {
            return null;
        }

        DateOnly? from = null, to = null;
        int precision = (int)DayPrecision.Day;
        string? zone = null;
        var met = default(Met);
        while (NextProperty(OccurrenceNames, ref met, out var index))
        {
            switch (index)
            {
                case 0: from = Day(); break;
                case 1: to = Day(); break;
                case 2: precision = OneOf(ReportSlugs.DayPrecisions); break;
                default: zone = Zone(); break;
            }
        }

        Require(OccurrenceNames, 0b1, met);
        if (to < from)
        {
            ErrorAt("to", $"{to:yyyy-MM-dd} is before from, {from:yyyy-MM-dd}; it is the last day, and may be left out when it is the same");
        }

        return from is { } first && precision >= 0 ? new Occurrence(first, to ?? first, (DayPrecision)precision, zone) : null;
    }

    private Place? ReadPlace()
    {
        if (!BeginObject("must be an object such as {\"base\": \"ain-al-asad\"} or {\"region\": \"iq-ni\", \"name\": \"near Mosul\"}"))
        {
            return null;
        }

        string? baseKey = null, region = null, name = null;
        double? lat = null, lon = null;
        int? precision = null;
        var met = default(Met);
        while (NextProperty(PlaceNames, ref met, out var index))
        {
            switch (index)
            {
                case 0: baseKey = Key(SubjectKind.Base); break;
                case 1: region = Key(SubjectKind.Region); break;
                case 2: name = Name(); break;
                case 3: lat = Degrees(90); break;
                case 4: lon = Degrees(180); break;
                default: precision = Known(OneOf(ReportSlugs.PlacePrecisions)); break;
            }
        }

        if (met.Has(3) != met.Has(4))
        {
            ErrorAt(met.Has(3) ? "lon" : "lat", "is missing: lat and lon are stated together or not at all");
        }

        if (!met.Has(0) && !met.Has(1) && !met.Has(2) && !met.Has(3) && !met.Has(4))
        {
            Error("must say where: a base, a region, a name, or lat and lon");
        }

        return new Place { Base = baseKey, Region = region, Name = name, Lat = lat, Lon = lon, Precision = (PlacePrecision?)precision };
    }

    private ImmutableArray<Perpetrator> ReadPerpetrators()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<Perpetrator>();
        while (NextItemWithin())
        {
            if (!BeginObject("must be an object such as {\"group\": \"iran-backed-militias\", \"role\": \"suspected\"}"))
            {
                continue;
            }

            string? group = null, by = null;
            int role = (int)PerpetratorRole.Suspected;
            var met = default(Met);
            while (NextProperty(PerpetratorNames, ref met, out var index))
            {
                switch (index)
                {
                    case 0: group = Key(SubjectKind.Group); break;
                    case 1: role = OneOf(ReportSlugs.PerpetratorRoles); break;
                    default: by = Name(); break;
                }
            }

            Require(PerpetratorNames, 0b1, met);
            if (group is not null && role >= 0)
            {
                items.Add(new Perpetrator(group, (PerpetratorRole)role, by));
            }
        }

        return items.DrainToImmutable();
    }

    private ImmutableArray<string> ReadTargets()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<string>();
        while (NextItemWithin())
        {
            if (!BeginObject("must be an object such as {\"group\": \"us-forces\"}"))
            {
                continue;
            }

            string? group = null;
            var met = default(Met);
            while (NextProperty(TargetNames, ref met, out _))
            {
                group = Key(SubjectKind.Group);
            }

            Require(TargetNames, 0b1, met);
            if (group is not null)
            {
                items.Add(group);
            }
        }

        return items.DrainToImmutable();
    }

    private ImmutableArray<Damage> ReadDamage()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<Damage>();
        while (NextItemWithin())
        {
            if (!BeginObject("must be an object such as {\"object\": \"fuel-depot\", \"extent\": \"fire\", \"count\": 1}"))
            {
                continue;
            }

            string? what = null, extent = null;
            Figure? count = null;
            var met = default(Met);
            while (NextProperty(DamageNames, ref met, out var index))
            {
                switch (index)
                {
                    case 0: what = Line(ReportLimits.MaxSlugLength, repeats: true); break;
                    case 1: extent = Line(ReportLimits.MaxSlugLength, repeats: true); break;
                    default: ReadFigure(out count); break;
                }
            }

            Require(DamageNames, 0b1, met);
            if (what is not null)
            {
                items.Add(new Damage(what, extent, count));
            }
        }

        return items.DrainToImmutable();
    }

    private ImmutableArray<Casualties> ReadCasualties()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<Casualties>();
        while (NextItemWithin())
        {
            if (!BeginObject("must be an object such as {\"party\": \"us-forces\", \"killed\": 0, \"injured\": {\"atLeast\": 2}}"))
            {
                continue;
            }

            string? party = null;
            Figure? killed = null, injured = null;
            var met = default(Met);
            while (NextProperty(CasualtyNames, ref met, out var index))
            {
                switch (index)
                {
                    case 0: party = Key(SubjectKind.Group); break;
                    case 1: ReadFigure(out killed); break;
                    default: ReadFigure(out injured); break;
                }
            }

            if (!met.Has(1) && !met.Has(2))
            {
                Error("must state killed, injured or both; a figure that the source calls unknown is \"unknown\"");
            }

            if (!stored && (party is not null || !met.Has(0)) && IsThere(items, party))
            {
                ErrorAt("party", party is null
                    ? "two items are for all parties; state one"
                    : $"{Shown(party)} is there twice; state each party once");
            }

            items.Add(new Casualties(party, killed, injured));
        }

        return items.DrainToImmutable();
    }

    private static bool IsThere(ImmutableArray<Casualties>.Builder items, string? party)
    {
        foreach (var item in items)
        {
            if (item.Party == party)
            {
                return true;
            }
        }

        return false;
    }
}
