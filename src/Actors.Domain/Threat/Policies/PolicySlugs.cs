using System.Text;

namespace Actors.Domain.Threat.Policies;

/// <summary>Enumeration names as they are written in a policy: <c>StatedThenMeasured</c> is <c>stated-then-measured</c>.</summary>
internal static class PolicySlugs
{
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => Names<T>.Slugs;

    public static string Write<T>(T value)
        where T : struct, Enum => Names<T>.Slugs[Array.IndexOf(Names<T>.Values, value)];

    public static bool TryParse<T>(string slug, out T value)
        where T : struct, Enum
    {
        var index = Array.IndexOf(Names<T>.Slugs, slug);
        value = index < 0 ? default : Names<T>.Values[index];
        return index >= 0;
    }

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && slug.Length > 0)
            {
                slug.Append('-');
            }

            slug.Append(char.ToLowerInvariant(c));
        }

        return slug.ToString();
    }

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();
        public static readonly string[] Slugs = [.. Values.Select(v => Slug(v.ToString()))];
    }
}
