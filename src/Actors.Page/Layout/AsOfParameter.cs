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

    /// <summary>As a form of these pages carries it on: RFC 3339.</summary>
    /// <exception cref="ApiProblemException">It is no time, or lies in the future.</exception>
    public static DateTimeOffset Read(string field, DateTimeOffset now) => Domain.Reports.Rfc3339.ReadInstant(System.Text.Encoding.UTF8.GetBytes(field), out var instant) is null
        ? Past(instant, now)
        : throw new ApiProblemException(ApiProblem.Parameter("asOf", $"'{field}' is no time; write RFC 3339 with an offset, for example 2023-11-09T18:30:00Z."));

    private static DateTimeOffset Past(DateTimeOffset instant, DateTimeOffset now) => instant <= now
        ? instant
        : throw new ApiProblemException(ApiProblem.Parameter("asOf", "lies in the future; what will be known then is not known yet."));
}
