using System.Globalization;

namespace Actors.Gateway.Wire;

/// <summary>Ledger positions between their query form <c>0:41,2:17</c> and their JSON form <c>{"0":41,"2":17}</c>.</summary>
public static class Positions
{
    public static SortedDictionary<string, long> ToJson(string positions)
    {
        var json = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (positions.Length == 0)
        {
            return json;
        }

        foreach (var part in positions.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            json[part[..colon]] = long.Parse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return json;
    }

    /// <summary>True for <c>0:41,2:17</c>: partition and position as plain numbers, no partition twice.</summary>
    public static bool IsValid(string text)
    {
        var seen = new HashSet<int>();
        foreach (var part in text.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1
                || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                || !seen.Add(partition))
            {
                return false;
            }
        }

        return true;
    }
}
