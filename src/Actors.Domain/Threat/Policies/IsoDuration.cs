using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Actors.Domain.Threat.Policies;

/// <summary>ISO 8601 durations without years and months, whose length depends on when they start.</summary>
internal static partial class IsoDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        duration = new TimeSpan(Part(match, "d"), Part(match, "h"), Part(match, "m"), Part(match, "s"));
        return true;
    }

    public static string Write(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "PT0S";
        }

        var text = new StringBuilder("P");
        Append(text, (int)duration.TotalDays, 'D');
        if (duration.Hours + duration.Minutes + duration.Seconds > 0)
        {
            text.Append('T');
            Append(text, duration.Hours, 'H');
            Append(text, duration.Minutes, 'M');
            Append(text, duration.Seconds, 'S');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, int value, char unit)
    {
        if (value > 0)
        {
            text.Append(value).Append(unit);
        }
    }

    private static int Part(Match match, string name) =>
        match.Groups[name] is { Success: true } part ? int.Parse(part.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^P(?=[0-9]|T[0-9])((?<d>[0-9]{1,4})D)?(T(?=[0-9])((?<h>[0-9]{1,4})H)?((?<m>[0-9]{1,4})M)?((?<s>[0-9]{1,4})S)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
