using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>The stored form of a <see cref="Contribution"/> by itself (a revision's blob). Never renumbered: a new form is a new version.</summary>
/// <remarks>Version 1: version byte, string table, body.</remarks>
public static class ContributionCodec
{
    internal const byte Version = 1;

    /// <summary>The stored form.</summary>
    public static byte[] Encode(Contribution contribution)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        var (blob, body) = CodecBuffers.Take();
        Write(body, contribution);
        blob.Byte(Version);
        blob.TableAndBody(body);
        return blob.ToArray();
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="StoredFormException">The bytes end early, go on too long, or are of an unknown version.</exception>
    public static Contribution Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes, "contribution");
        reader.Version(Version);
        reader.Table();
        var contribution = Read(ref reader);
        reader.End();
        return contribution;
    }

    internal static void Write(CompactWriter to, Contribution contribution)
    {
        to.Id(contribution.Incident);
        to.Count(contribution.Revision);
        to.Byte((byte)((contribution.Contested ? 1 : 0) | (contribution.LastDay is null ? 0 : 2) | ((int)contribution.Precision << 2)));
        to.Byte((byte)contribution.Reliability);
        to.Count(contribution.Credibility);
        if (contribution.LastDay is { } last)
        {
            to.Count(last.DayNumber);
        }

        to.Count(contribution.Days.Length);
        foreach (var day in contribution.Days)
        {
            to.Count(((long)day.Value.DayNumber << 3) | (long)day.Membership);
        }

        to.Count(contribution.Places.Length);
        foreach (var place in contribution.Places)
        {
            to.Byte((byte)((int)place.Membership | (place.Within is null ? 0 : 8)));
            to.Subject(place.Leaf);
            if (place.Within is { } within)
            {
                to.Subject(within);
            }
        }

        Write(to, contribution.Types);
        Write(to, contribution.Outcomes);
        to.Count(contribution.Groups.Length);
        foreach (var group in contribution.Groups)
        {
            to.Byte((byte)((int)group.Membership | ((int)group.Role << 3)));
            to.Text(group.Group);
        }

        to.Count(contribution.Casualties.Length);
        foreach (var party in contribution.Casualties)
        {
            to.OptionalText(party.Party);
            Write(to, party.Killed);
            Write(to, party.Injured);
        }

        to.Count(contribution.Roots.Length);
        foreach (var root in contribution.Roots)
        {
            to.Text(root);
        }
    }

    internal static Contribution Read(ref CompactReader from)
    {
        var incident = from.Id();
        var revision = from.Count32();
        var flags = from.Byte();
        if (flags >> 2 > (int)DayPrecision.Approximate)
        {
            throw from.Defect($"precision {flags >> 2} is unknown");
        }

        var reliability = (char)from.Byte();
        var credibility = from.Count32();
        DateOnly? lastDay = (flags & 2) == 0 ? null : from.Day();
        return new Contribution
        {
            Incident = incident,
            Revision = revision,
            Contested = (flags & 1) != 0,
            Precision = (DayPrecision)(flags >> 2),
            Reliability = reliability,
            Credibility = credibility,
            LastDay = lastDay,
            Days = ReadDays(ref from),
            Places = ReadPlaces(ref from),
            Types = ReadMembers(ref from),
            Outcomes = ReadMembers(ref from),
            Groups = ReadGroups(ref from),
            Casualties = ReadCasualties(ref from),
            Roots = ReadTexts(ref from),
        };
    }

    internal static ImmutableArray<string> ReadTexts(ref CompactReader from)
    {
        var texts = new string[from.Items()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = from.Text();
        }

        return Wrap(texts);
    }

    private static void Write(CompactWriter to, ImmutableArray<Member<string>> members)
    {
        to.Count(members.Length);
        foreach (var member in members)
        {
            to.Byte((byte)member.Membership);
            to.Text(member.Value);
        }
    }

    // 0 nobody said, 1 exact, 2 low best high, 3 low best without an upper bound.
    private static void Write(CompactWriter to, Figure? figure)
    {
        if (figure is not { } f)
        {
            to.Byte(0);
        }
        else if (f.Low == f.Best && f.High == f.Best)
        {
            to.Byte(1);
            to.Count(f.Best);
        }
        else
        {
            to.Byte(f.High is null ? (byte)3 : (byte)2);
            to.Count(f.Low);
            to.Count(f.Best);
            if (f.High is { } high)
            {
                to.Count(high);
            }
        }
    }

    private static Figure? ReadFigure(ref CompactReader from)
    {
        switch (from.Byte())
        {
            case 0:
                return null;
            case 1:
                return Figure.Exactly(from.Count());
            case 2:
                return new Figure(from.Count(), from.Count(), from.Count());
            case 3:
                return new Figure(from.Count(), from.Count(), null);
            case var form:
                throw from.Defect($"a figure has the unknown form {form}");
        }
    }

    private static ImmutableArray<Member<DateOnly>> ReadDays(ref CompactReader from)
    {
        var days = new Member<DateOnly>[from.Items()];
        for (var i = 0; i < days.Length; i++)
        {
            var packed = from.Count();
            if (packed >> 3 > DateOnly.MaxValue.DayNumber)
            {
                throw from.Defect("a day is out of range");
            }

            days[i] = new Member<DateOnly>(DateOnly.FromDayNumber((int)(packed >> 3)), (Membership)(packed & 7));
        }

        return Wrap(days);
    }

    private static ImmutableArray<PlaceMember> ReadPlaces(ref CompactReader from)
    {
        var places = new PlaceMember[from.Items()];
        for (var i = 0; i < places.Length; i++)
        {
            var flags = from.Byte();
            var leaf = from.Subject();
            SubjectId? within = (flags & 8) == 0 ? null : from.Subject();
            places[i] = new PlaceMember(leaf, within, (Membership)(flags & 7));
        }

        return Wrap(places);
    }

    private static ImmutableArray<Member<string>> ReadMembers(ref CompactReader from)
    {
        var members = new Member<string>[from.Items()];
        for (var i = 0; i < members.Length; i++)
        {
            var membership = (Membership)(from.Byte() & 7);
            members[i] = new Member<string>(from.Text(), membership);
        }

        return Wrap(members);
    }

    private static ImmutableArray<GroupMember> ReadGroups(ref CompactReader from)
    {
        var groups = new GroupMember[from.Items()];
        for (var i = 0; i < groups.Length; i++)
        {
            var flags = from.Byte();
            groups[i] = new GroupMember(from.Text(), (GroupRole)((flags >> 3) & 1), (Membership)(flags & 7));
        }

        return Wrap(groups);
    }

    private static ImmutableArray<PartyFigures> ReadCasualties(ref CompactReader from)
    {
        var casualties = new PartyFigures[from.Items()];
        for (var i = 0; i < casualties.Length; i++)
        {
            casualties[i] = new PartyFigures(from.OptionalText(), ReadFigure(ref from), ReadFigure(ref from));
        }

        return Wrap(casualties);
    }

    private static ImmutableArray<T> Wrap<T>(T[] items) => System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
}
