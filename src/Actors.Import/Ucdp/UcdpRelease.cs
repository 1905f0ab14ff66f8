using System.Globalization;
using System.Text.RegularExpressions;

namespace Actors.Import.Ucdp;

/// <summary>A release of UCDP's event data set: <c>21.1</c> is the yearly one with events to the end of 2020, <c>24.0.3</c> the Candidate
/// file of March 2024.</summary>
/// <param name="Name">As the programme writes it.</param>
/// <param name="PublishedAt">When it came out. Of releases it says only which is newer; where it is inferred it is the first day of
/// June for yearly releases, and the 20th of the next month for Candidate files, the time of the year at which they come out.</param>
public sealed partial record UcdpRelease(string Name, DateTimeOffset PublishedAt)
{
    /// <summary>A release by name.</summary>
    /// <param name="published">Null: inferred from the name.</param>
    /// <exception cref="ImportFormatException">It is no name of a release, and when it came out is not said.</exception>
    public static UcdpRelease Of(string name, DateOnly? published = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 20 || !Allowed().IsMatch(name))
        {
            throw new ImportFormatException($"--release '{name}' is no name of a release; write for example 21.1, or 24.0.3 for a Candidate file.");
        }

        var day = published ?? Usual(name)
            ?? throw new ImportFormatException($"When release {name} came out is not known; state it with --published, for example --published 2021-06-01.");
        return new UcdpRelease(name, new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
    }

    /// <summary>The release that a file is named after (<c>GEDEvent_v25_1.csv</c>, <c>ged211-csv.zip</c>, <c>GEDEvent_v24_0_3.csv</c>), or null.</summary>
    public static string? FromFileName(string fileName)
    {
        var match = InFileName().Match(fileName);
        if (!match.Success)
        {
            return null;
        }

        var name = match.Groups["year"].Value + "." + match.Groups["minor"].Value;
        return match.Groups["month"].Success ? name + "." + match.Groups["month"].Value.TrimStart('0') : name;
    }

    /// <summary>The yearly release whose events end in that year: those to the end of 2020 are in 21.1.</summary>
    public static string FromLastDay(DateOnly last) => string.Create(CultureInfo.InvariantCulture, $"{(last.Year + 1) % 100}.1");

    private static DateOnly? Usual(string name)
    {
        var parts = name.Split('.');
        if (parts.Length is < 2 or > 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year > 99)
        {
            return null;
        }

        if (parts.Length == 2)
        {
            return new DateOnly(2000 + year, 6, 1);
        }

        return int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12
            ? new DateOnly(2000 + year, month, 20).AddMonths(1)
            : null;
    }

    [GeneratedRegex("^[0-9A-Za-z][0-9A-Za-z.-]*$")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"ged(?:event)?[ _-]?v?[ _-]?(?<year>\d\d)[ _.-]?(?<minor>\d)(?:[_.](?<month>\d{1,2}))?(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex InFileName();
}
