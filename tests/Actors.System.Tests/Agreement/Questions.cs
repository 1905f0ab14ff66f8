using System.Globalization;

namespace Actors.System.Tests.Agreement;

/// <summary>A tally to ask for.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Party">Whose figures the answer sums; null: all parties'.</param>
internal sealed record Question(string Path, string? Party);

/// <summary>Tallies of bases, regions and groups with windows and several filters.</summary>
internal static class Questions
{
    public static Question Any(Random random)
    {
        string Of(string[] list) => list[random.Next(list.Length)];
        List<string> query = [];
        string? party = null;
        string subject;
        switch (random.Next(3))
        {
            case 0:
                subject = "bases/" + Of(ChangingReports.Bases);
                break;
            case 1:
                subject = "regions/" + Of([.. ChangingReports.Regions, "iq", "middle-east", "world"]);
                break;
            default:
                subject = "groups/" + Of([.. ChangingReports.Perpetrators, .. ChangingReports.Targets]);
                if (random.Next(2) == 0)
                {
                    subject = "groups/" + ChangingReports.Party;
                    query.Add("role=target");
                    party = ChangingReports.Party;
                }

                break;
        }

        if (random.Next(24) > 0 || !subject.StartsWith("bases", StringComparison.Ordinal))
        {
            var from = ChangingReports.FirstDay.AddDays(random.Next(ChangingReports.Days));
            query.Add($"from={Text(from)}&to={Text(from.AddDays(random.Next(12)))}");
        }

        foreach (var (name, values) in new[] { ("type", ChangingReports.Types), ("outcome", ChangingReports.Outcomes), ("perpetrator", ChangingReports.Perpetrators) })
        {
            if (random.Next(4) == 0)
            {
                query.Add($"{name}={Of(values)}");
            }
        }

        if (party is null && random.Next(4) == 0)
        {
            query.Add($"target={ChangingReports.Party}");
            party = ChangingReports.Party;
        }

        if (party is not null && random.Next(3) == 0)
        {
            query.Add("figures=all");
            party = null;
        }

        return new($"v1/{subject}/tally?{string.Join('&', query)}", party);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
