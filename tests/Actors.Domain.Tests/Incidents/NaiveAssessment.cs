using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Incidents;

/// <summary>
/// The rules of VOCABULARY.md once more, written to be read and not to be fast: every question is asked of all reports again. Gives the
/// contribution as <see cref="Shape"/> does.
/// </summary>
internal sealed class NaiveAssessment(IReadOnlyCollection<RecordedReport> given)
{
    private readonly List<RecordedReport> reports = given.DistinctBy(report => report.Report.Id).ToList();

    private sealed record Said<T>(RecordedReport By, T Value, (int Product, int Sum) Weight);

    private IEnumerable<RecordedReport> Live => reports.Where(report => report.Report is IncidentReport && !IsWithdrawn(report));

    private IEnumerable<RecordedReport> Overrides => reports.Where(report => report.Report is AssessmentReport && report.Analyst && !IsWithdrawn(report));

    public string Contribution()
    {
        if (!Live.Any())
        {
            return "none";
        }

        var contested = false;
        var day = Scalar(report => report.Occurred, Span, Covers, ref contested);
        var place = Scalar(report => report.Place, Leaf, (general, specific) => specific.By.PlaceLineage.Contains(Leaf(general)), ref contested);
        var type = Scalar(report => Known(report.Type), said => said.Value, (general, specific) => EventTypes.IsMoreSpecific(specific.Value, general.Value), ref contested);
        var outcome = Scalar(report => report.Outcome is null or Outcome.Unknown ? null : $"{report.Outcome}".ToLowerInvariant(), said => said.Value, (_, _) => false, ref contested, report => report.Outcome is { } set ? $"{set}".ToLowerInvariant() : null);
        Scalar(report => Known(report.Weapon), said => said.Value, (general, specific) => Weapons.IsMoreSpecific(specific.Value, general.Value), ref contested);
        foreach (var damaged in AllStated(report => report.Damage.Select(damage => damage.Object)))
        {
            Scalar(report => Items(report, damaged), said => string.Join('|', said.Value.Select(item => $"{item}")), Contains, ref contested);
        }

        var casualties = new List<string>();
        foreach (var party in AllStated(report => report.Casualties.Select(c => c.Party ?? "")).Order(StringComparer.Ordinal))
        {
            var killed = FigureOf(report => Of(report, party)?.Killed, ref contested);
            var injured = FigureOf(report => Of(report, party)?.Injured, ref contested);
            if (killed != "?" || injured != "?")
            {
                casualties.Add($"{party} killed {killed} injured {injured}");
            }
        }

        var heard = Live.Where(report => AnyClaim((IncidentReport)report.Report, report)).ToList();
        return string.Join(
            '\n',
            $"days {Days(day)} to {(day.Chosen is { } d && d.Value.To > d.Value.From ? $"{d.Value.To:yyyy-MM-dd}" : "")} {day.Chosen?.Value.Precision ?? DayPrecision.Day}",
            $"places {Places(place)}",
            $"types {Slugs(type)}",
            $"outcomes {Slugs(outcome)}",
            $"groups {Groups()}",
            $"casualties {string.Join("; ", casualties)}",
            $"contested {contested} roots {string.Join("; ", Live.Select(report => report.Report.Source).Distinct().Order(StringComparer.Ordinal))} "
            + $"{heard.Select(report => report.Reliability).DefaultIfEmpty('F').Min()}{heard.Select(report => report.Report.Credibility ?? 6).DefaultIfEmpty(6).Min()}");
    }

    private static string? Known(string? slug) => slug == "unknown" ? null : slug;

    private static Casualties? Of(IncidentReport report, string party) => report.Casualties.FirstOrDefault(c => (c.Party ?? "") == party);

    private static Damage[]? Items(IncidentReport report, string damaged)
    {
        var items = report.Damage.Where(damage => damage.Object == damaged).ToArray();
        return items.Length == 0 ? null : items;
    }

    private static SubjectId Leaf(Said<Place> said) => said.By.PlaceLineage[0];

    private static string Span(Said<Occurrence> said) => $"{First(said.Value)} {Last(said.Value)} {said.Value.Precision}";

    private static DateOnly First(Occurrence o)
    {
        var day = o.From;
        while (o.Precision switch { DayPrecision.Week => day.DayOfWeek != DayOfWeek.Monday, DayPrecision.Month => day.Day != 1, DayPrecision.Year => day.DayOfYear != 1, _ => false })
        {
            day = day.AddDays(-1);
        }

        return day;
    }

    private static DateOnly Last(Occurrence o)
    {
        var day = o.To;
        while (o.Precision switch { DayPrecision.Week => day.DayOfWeek != DayOfWeek.Sunday, DayPrecision.Month => day.AddDays(1).Day != 1, DayPrecision.Year => day.AddDays(1).DayOfYear != 1, _ => false })
        {
            day = day.AddDays(1);
        }

        return day;
    }

    private static bool Covers(Said<Occurrence> general, Said<Occurrence> specific)
    {
        var (a, b) = (general.Value, specific.Value);
        var inside = First(a) <= First(b) && Last(b) <= Last(a);
        var same = First(a) == First(b) && Last(a) == Last(b);
        return inside && (same ? b.Precision < a.Precision : a.Precision != DayPrecision.Day || a.From == b.From);
    }

    private static bool Contains(Said<Damage[]> general, Said<Damage[]> specific) =>
        general.Value.Length == 1
        && specific.Value.Length == 1
        && general.Value[0] != specific.Value[0]
        && (general.Value[0].Extent is null || general.Value[0].Extent == specific.Value[0].Extent)
        && (general.Value[0].Count is not { } wide
            || (specific.Value[0].Count is { } narrow && narrow.Low >= wide.Low && (narrow.High ?? long.MaxValue) <= (wide.High ?? long.MaxValue)));

    private bool IsWithdrawn(RecordedReport report) => reports.Any(other => Withdraws(other, report) && !IsWithdrawn(other));

    private static bool Withdraws(RecordedReport by, RecordedReport report) =>
        by.Report is RetractionReport retraction
        && retraction.Retracts == report.Report.Id
        && by != report
        && (by.Analyst || by.Scope == report.Scope)
        && (report.Report is not RetractionReport || IsLater(by, report));

    private static bool IsLater(RecordedReport one, RecordedReport other) =>
        (one.EffectiveAt, one.Report.Id).CompareTo((other.EffectiveAt, other.Report.Id)) > 0;

    private static (int, int) WeightOf(RecordedReport report)
    {
        var r = "FEDCBA".IndexOf(report.Reliability, StringComparison.Ordinal);
        var c = report.Report.Credibility is { } grade ? 6 - grade : 1;
        return (r * c, r + c);
    }

    private static string Slugs((Said<string>? Chosen, bool Settled, List<Said<string>> Others) choice) =>
        choice.Chosen is null
            ? "unknown Low"
            : string.Join("; ", choice.Others.Select(said => said.Value).Distinct().Order(StringComparer.Ordinal)
                .Select(value => value + " High")
                .Prepend($"{choice.Chosen.Value} {(choice.Settled ? "Low" : "Best")}"));

    private static string Days((Said<Occurrence>? Chosen, bool Settled, List<Said<Occurrence>> Others) choice)
    {
        if (choice.Chosen is not { } chosen)
        {
            return "";
        }

        var others = choice.Others.GroupBy(Span).Select(span => span.MaxBy(said => (said.By.EffectiveAt, said.By.Report.Id))!)
            .Select(said => said.Value.From).Where(day => day != chosen.Value.From).Distinct().Order().ToList();
        return string.Join("; ", others.Select(day => $"{day:yyyy-MM-dd} High").Prepend($"{chosen.Value.From:yyyy-MM-dd} {(others.Count == 0 ? "Low" : "Best")}"));
    }

    private string Places((Said<Place>? Chosen, bool Settled, List<Said<Place>> Others) choice)
    {
        if (choice.Chosen is not { } chosen)
        {
            return "region:world in  Low";
        }

        string Show(SubjectId leaf, string membership) => $"{leaf} in {Within(leaf, chosen)} {membership}";
        return string.Join("; ", choice.Others.Select(Leaf).Distinct().OrderBy(leaf => leaf.Kind).ThenBy(leaf => leaf.Key, StringComparer.Ordinal)
            .Select(leaf => Show(leaf, "High"))
            .Prepend(Show(Leaf(chosen), choice.Settled ? "Low" : "Best")));
    }

    private SubjectId? Within(SubjectId leaf, Said<Place> chosen)
    {
        var sayers = chosen.By.Report is AssessmentReport ? [chosen.By] : Claims(report => report.Place).Where(said => Leaf(said) == leaf).Select(said => said.By).ToList();
        return leaf == SubjectId.World || sayers.Any(report => report.PlaceKnown) ? null : sayers[0].PlaceLineage[1];
    }

    private string Groups() => string.Join(
        "; ",
        Named(report => report.Perpetrators.Select(p => p.Group)).Select(group => group + " Perpetrator Low")
            .Concat(Named(report => report.Targets).Select(group => group + " Target Low")));

    private IEnumerable<string> Named(Func<IncidentReport, IEnumerable<string>> names)
    {
        string[]? List(IncidentReport report) => names(report).ToArray() is { Length: > 0 } list ? list : null;
        return (Decided(List)?.Value ?? Claims(List).SelectMany(said => said.Value)).Distinct().Order(StringComparer.Ordinal);
    }

    private List<string> AllStated(Func<IncidentReport, IEnumerable<string>> keys) =>
        [.. Live.Concat(Overrides).Select(Content).SelectMany(keys).Distinct()];

    private static IncidentReport Content(RecordedReport report) => report.Report as IncidentReport ?? ((AssessmentReport)report.Report).Set;

    private List<Said<T>> Claims<T>(Func<IncidentReport, T?> value)
        where T : class
    {
        var stating = Live.Where(report => value(Content(report)) is not null).ToList();
        return [.. stating
            .Where(report => !stating.Any(other => other.Report.Source == report.Report.Source && IsLater(other, report)))
            .Select(report => new Said<T>(report, value(Content(report))!, WeightOf(report)))];
    }

    private Said<T>? Decided<T>(Func<IncidentReport, T?> value)
        where T : class =>
        Overrides.Where(report => value(Content(report)) is not null)
            .Select(report => new Said<T>(report, value(Content(report))!, default))
            .MaxBy(said => (said.By.EffectiveAt, said.By.Report.Id));

    private (Said<T>? Chosen, bool Settled, List<Said<T>> Others) Scalar<T, TKey>(
        Func<IncidentReport, T?> value,
        Func<Said<T>, TKey> key,
        Func<Said<T>, Said<T>, bool> contains,
        ref bool contested,
        Func<IncidentReport, T?>? decided = null)
        where T : class
        where TKey : notnull
    {
        if (Decided(decided ?? value) is { } decision)
        {
            return (decision, true, []);
        }

        var claims = Claims(value);
        if (claims.Count == 0)
        {
            return (null, true, []);
        }

        // What one claim of a value lies within, every claim of that value lies within.
        bool Within(Said<T> general, Said<T> specific) =>
            !key(general).Equals(key(specific)) && claims.Any(same => key(same).Equals(key(specific)) && contains(general, same));
        (int Product, int Sum) Support(Said<T> said)
        {
            var agreeing = claims.Where(other => key(other).Equals(key(said)) || Within(other, said)).ToList();
            return (agreeing.Sum(other => other.Weight.Product), agreeing.Sum(other => other.Weight.Sum));
        }

        var winner = claims
            .Where(said => !claims.Any(other => Within(said, other)))
            .OrderBy(Support)
            .ThenBy(said => claims.Where(same => key(same).Equals(key(said))).Max(same => (same.By.EffectiveAt, same.By.Report.Id)))
            .ThenBy(said => said.Weight)
            .ThenBy(said => (said.By.EffectiveAt, said.By.Report.Id))
            .Last();
        var against = claims.Where(said => !key(said).Equals(key(winner)) && !Within(said, winner)).ToList();
        contested |= against.Count > 0;
        return (winner, against.Count == 0, [.. against.Where(said => !against.Any(other => Within(said, other)))]);
    }

    private string FigureOf(Func<IncidentReport, Figure?> value, ref bool contested)
    {
        object? Boxed(IncidentReport report) => value(report);
        if (Decided(Boxed) is { Value: Figure set })
        {
            return Text(set.Low, set.Best, set.High);
        }

        var claims = Claims(Boxed).Select(said => (said.By, Figure: (Figure)said.Value, said.Weight)).ToList();
        if (claims.Count == 0)
        {
            return "?";
        }

        contested |= claims.Any(one => claims.Any(other => one.Figure.Low > (other.Figure.High ?? long.MaxValue)));
        var best = claims
            .GroupBy(claim => claim.Figure)
            .OrderBy(same => (same.Sum(claim => claim.Weight.Product), same.Sum(claim => claim.Weight.Sum)))
            .ThenBy(same => same.Max(claim => (claim.By.EffectiveAt, claim.By.Report.Id)))
            .Last().Key.Best;
        return Text(
            claims.Min(claim => claim.By.Report.Caveat is null ? claim.Figure.Low : 0),
            best,
            claims.Any(claim => claim.Figure.High is null) ? null : claims.Max(claim => claim.Figure.High));
    }

    private static string Text(long low, long best, long? high) => $"{low}/{best}/{(high is null ? "-" : high)}";

    private bool AnyClaim(IncidentReport report, RecordedReport recorded)
    {
        bool Has<T>(Func<IncidentReport, T?> value)
            where T : class => Claims(value).Any(said => said.By == recorded);
        return Has(r => r.Occurred) || Has(r => r.Place) || Has(r => Known(r.Type)) || Has(r => Known(r.Weapon))
            || Has(r => r.Outcome is null or Outcome.Unknown ? null : (object)r.Outcome)
            || Has(r => r.Perpetrators.IsEmpty ? null : (object)r.Perpetrators)
            || Has(r => r.Targets.IsEmpty ? null : (object)r.Targets)
            || report.Damage.Any(damage => Has(r => Items(r, damage.Object)))
            || report.Casualties.Any(c => Has(r => (object?)Of(r, c.Party ?? "")?.Killed) || Has(r => (object?)Of(r, c.Party ?? "")?.Injured));
    }
}
