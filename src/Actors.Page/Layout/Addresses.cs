using System.Globalization;

namespace Actors.Page.Layout;

/// <summary>Links that keep the recorded time one looks at.</summary>
public static class Addresses
{
    public static string AsOf(DateTimeOffset? asOf, char separator) =>
        asOf is { } past ? separator + "asOf=" + Uri.EscapeDataString(past.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)) : "";

    public static string Subject(string subject, DateTimeOffset? asOf) => $"/subjects/{Uri.EscapeDataString(subject)}{AsOf(asOf, '?')}";

    public static string Incident(string incident, DateTimeOffset? asOf) => $"/incidents/{incident}{AsOf(asOf, '?')}";
}
