using System.Globalization;

namespace Actors.Cluster.Tests.Streams;

/// <summary>A small world: <c>leaf:n</c> lies in <c>mid:(n mod 7)</c> and in <c>all</c>; a <c>solo:n</c> is a subject of its own.</summary>
internal static class ProbeSubjects
{
    public const string All = "all";

    public static IReadOnlyList<string> Expand(string term)
    {
        if (!term.StartsWith("leaf:", StringComparison.Ordinal))
        {
            return [term];
        }

        var number = int.Parse(term.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture);
        return [term, $"mid:{number % 7}", All];
    }
}
