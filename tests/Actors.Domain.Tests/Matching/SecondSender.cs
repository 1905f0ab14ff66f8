using System.Globalization;
using System.Text;
using Actors.Domain.Matching;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Matching;

/// <summary>Tells events as another sender would: less exact places and days, wider groups, other spellings. Seeded.</summary>
internal sealed class SecondSender(UcdpEvents events, int seed)
{
    private readonly Random random = new(seed);

    /// <summary>The same event again: place → parent region 20 %, day ± 1 30 %, type missing 40 %, each group → umbrella 20 %, names transliterated,
    /// positions by a gazetteer of two decimals.</summary>
    public MatchFacts Retell(Event told)
    {
        var report = told.Report;
        var place = report.Place!;
        place = random.NextDouble() < 0.2
            ? new Place { Region = place.Name == "" || place.Precision == PlacePrecision.Area ? ParentOf(place.Region!) : place.Region }
            : place with { Name = Transliterate(place.Name!), Lat = Round(place.Lat), Lon = Round(place.Lon) };
        var shift = random.NextDouble() < 0.3 ? random.Next(2) * 2 - 1 : 0;
        var occurred = report.Occurred!;
        return MatchFacts.Of(
            events.Record(report with
            {
                Place = place,
                Occurred = occurred with { From = occurred.From.AddDays(shift), To = occurred.To.AddDays(shift) },
                Type = random.NextDouble() < 0.4 ? null : report.Type,
                Perpetrators = [report.Perpetrators[0] with { Group = GroupOf(told.Row.SideA) }],
                Targets = [GroupOf(told.Row.SideB)],
            }),
            events.Catalogue)!;
    }

    private string ParentOf(string region) => events.Catalogue.FindRegion(region) is { Kind: "subdivision", Parent: { } parent } ? parent : region;

    private string GroupOf(string name)
    {
        var key = events.Catalogue.Resolve(SubjectKind.Group, Transliterate(name)).Subject.Key;
        return random.NextDouble() < 0.2 ? events.UmbrellaOf(key) ?? key : key;
    }

    private string Transliterate(string name)
    {
        var bare = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && c is not ('‘' or '’' or '\''))
            {
                bare.Append(c);
            }
        }

        foreach (var (from, to) in new[] { ("Al ", "El "), ("al-", "el-"), ("q", "k"), ("dh", "d"), ("ou", "u"), ("y", "i") })
        {
            if (random.Next(2) == 0)
            {
                bare.Replace(from, to);
            }
        }

        return bare.ToString();
    }

    private static double? Round(double? degrees) => degrees is { } known ? Math.Round(known, 2) : null;
}
