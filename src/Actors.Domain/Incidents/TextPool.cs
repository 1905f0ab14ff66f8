using System.Text;

namespace Actors.Domain.Incidents;

/// <summary>
/// Short texts that come again and again (keys of places, groups and types), so that reading an entry does not allocate them anew.
/// </summary>
/// <remarks>A direct-mapped table: a newer text takes the place of an older one. Safe for threads: a race only loses a place.</remarks>
internal static class TextPool
{
    private const int Places = 8192;
    private const int LongestPooled = 48;
    private static readonly string?[] Texts = new string?[Places];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestPooled)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        ref var place = ref Texts[(hash ^ (hash >> 15)) % Places];
        var pooled = place;
        if (pooled is not null && pooled.Length == utf8.Length && Ascii.Equals(utf8, pooled))
        {
            return pooled;
        }

        var text = Encoding.UTF8.GetString(utf8);
        if (text.Length == utf8.Length)
        {
            place = text;
        }

        return text;
    }
}
