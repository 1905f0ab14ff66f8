using Actors.Gateway.Problems;
using Actors.Gateway.Wire;

namespace Actors.Page.Layout;

/// <summary>Reads <c>asOf</c>: RFC 3339, or as a browser's date and time field sends it, without an offset and then in UTC.</summary>
internal static class AsOfParameter
{
    /// <returns>Null: now.</returns>
    /// <exception cref="ApiProblemException">It is no time, or lies in the future.</exception>
    public static DateTimeOffset? Read(QueryReader query, DateTimeOffset now)
    {
        if (query.Text("asOf") is { Length: 16 or 19 } local
            && DateTime.TryParseExact(local, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], null, System.Globalization.DateTimeStyles.None, out var time))
        {
            return Past(new DateTimeOffset(time, TimeSpan.Zero), now);
        }

        return query.Instant("asOf") is { } instant ? Past(instant, now) : null;
    }

    private static DateTimeOffset Past(DateTimeOffset instant, DateTimeOffset now) => instant <= now
        ? instant
        : throw new ApiProblemException(ApiProblem.Parameter("asOf", "lies in the future; what will be known then is not known yet."));
}
