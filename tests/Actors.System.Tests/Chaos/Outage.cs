using System.Net;
using System.Text.Json;

namespace Actors.System.Tests.Chaos;

/// <summary>What a sender sees while processes die under it. Whatever it is, the report is sent again.</summary>
internal static class Outage
{
    /// <summary>The connection was refused, cut or silent, or the answer came only in part.</summary>
    public static bool IsSeenAs(Exception failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException or JsonException;

    /// <summary>The server asks to come again.</summary>
    public static bool IsSaidBy(HttpStatusCode status) => status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
}
