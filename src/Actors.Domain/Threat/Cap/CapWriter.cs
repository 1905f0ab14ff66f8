using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;

namespace Actors.Domain.Threat.Cap;

/// <summary>How far an alert may be trusted to describe something that is happening.</summary>
public enum CapCertainty
{
    Observed,
    Likely,
    Possible,
    Unlikely,
    Unknown,
}

/// <summary>An earlier message of the same chain.</summary>
/// <param name="Position">Of its notification.</param>
public sealed record CapReference(long Position, DateTimeOffset Sent);

/// <summary>What a CAP message needs besides its notification.</summary>
public sealed record CapContext
{
    /// <summary>Who sends, without spaces, commas, &lt; and &amp;: for example <c>actors.example.org</c>.</summary>
    public required string Sender { get; init; }

    public required ThreatScale Scale { get; init; }

    /// <summary>Name of the subject, and of the area.</summary>
    public required string SubjectName { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    /// <summary>Of the circle around the position, km.</summary>
    public double RadiusKm { get; init; } = 10;

    /// <summary>All messages of the subject's chain that have not expired, oldest first. Empty: none.</summary>
    public ImmutableArray<CapReference> References { get; init; } = [];

    /// <summary>When the level is looked at again at the latest; null: a day after the notification.</summary>
    public DateTimeOffset? Expires { get; init; }

    public CapCertainty Certainty { get; init; } = CapCertainty.Unknown;

    /// <summary>Absolute address of the service, without a slash at the end; null: no links.</summary>
    public string? Web { get; init; }

    public string PolicyHash { get; init; } = "";

    /// <summary>A drill or a backtest: status Exercise.</summary>
    public bool Exercise { get; init; }
}

/// <summary>Writes notifications of levels as CAP 1.2 messages: Alert when a level leaves the baseline, Update while it stays above or
/// returns to it, Cancel when what it rested on was withdrawn.</summary>
public static class CapWriter
{
    /// <summary>The namespace of CAP 1.2.</summary>
    public const string Namespace = "urn:oasis:names:tc:emergency:cap:1.2";

    private const int HeadlineLength = 140;

    /// <summary>True for notifications that have a CAP message: those of a level.</summary>
    public static bool Has(Notification notification) => notification is { From: not null, To: not null };

    /// <summary>The message, UTF-8 XML. Its identifier is the position of the notification.</summary>
    /// <exception cref="ArgumentException">The notification is of no level, a level is not on the scale, or the sender has characters CAP forbids.</exception>
    public static byte[] Write(Notification notification, CapContext context)
    {
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentNullException.ThrowIfNull(context);
        if (!Has(notification))
        {
            throw new ArgumentException($"Notification {notification.Position} ({NotificationJson.Slug(notification.Kind)}) is of no level and has no CAP message.", nameof(notification));
        }

        if (context.Sender.Length == 0 || context.Sender.AsSpan().IndexOfAny(" ,<&") >= 0)
        {
            throw new ArgumentException("The sender must be set and have no space, comma, < or &.", nameof(context));
        }

        var rank = Rank(context.Scale, notification.To!);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("alert", Namespace);
            WriteHead(xml, notification, context);
            WriteInfo(xml, notification, context, rank);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>CAP's times: an offset instead of Z, whole seconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "-00:00";

    /// <summary>Alert, Update or Cancel.</summary>
    public static string MessageType(Notification notification, CapContext context)
    {
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentNullException.ThrowIfNull(context);
        if (context.References.IsEmpty)
        {
            return "Alert";
        }

        return notification.Kind == NotificationKind.Correction && Rank(context.Scale, notification.To!) == 0 ? "Cancel" : "Update";
    }

    private static int Rank(ThreatScale scale, string level) => scale.RankOf(level) is >= 0 and var rank
        ? rank
        : throw new ArgumentException($"The scale {scale.Name} has no level {level}.", nameof(level));

    private static void WriteHead(XmlWriter xml, Notification notification, CapContext context)
    {
        var type = MessageType(notification, context);
        Element(xml, "identifier", notification.Position.ToString(CultureInfo.InvariantCulture));
        Element(xml, "sender", context.Sender);
        Element(xml, "sent", Time(notification.At));
        Element(xml, "status", context.Exercise ? "Exercise" : "Actual");
        Element(xml, "msgType", type);
        Element(xml, "scope", "Public");
        if (type == "Cancel" || context.Exercise)
        {
            Element(xml, "note", type == "Cancel"
                ? $"Withdrawn: what notification {notification.Corrects} rested on no longer counts. Evidence now: {(notification.Evidence.IsEmpty ? "none" : string.Join(' ', notification.Evidence))}"
                : "An exercise: no real threat is described.");
        }

        if (type != "Alert")
        {
            Element(xml, "references", string.Join(' ', context.References.Select(r => $"{context.Sender},{r.Position},{Time(r.Sent)}")));
        }

        if (!notification.Evidence.IsEmpty)
        {
            Element(xml, "incidents", string.Join(' ', notification.Evidence.Select(e => e[(e.LastIndexOf('/') + 1)..])));
        }
    }

    private static void WriteInfo(XmlWriter xml, Notification notification, CapContext context, int rank)
    {
        var top = context.Scale.Levels.Length - 1;
        xml.WriteStartElement("info", Namespace);
        Element(xml, "language", "en-US");
        Element(xml, "category", "Security");
        Element(xml, "event", "Computed threat level");
        Element(xml, "responseType", rank == 0 ? "AllClear" : rank == top ? "Shelter" : rank >= top - 1 ? "Prepare" : "Monitor");
        Element(xml, "urgency", rank == 0 ? "Past" : rank == top ? "Immediate" : rank >= top - 1 ? "Expected" : "Future");
        Element(xml, "severity", Severity(rank, top));
        Element(xml, "certainty", rank == 0 ? "Observed" : context.Certainty.ToString());
        Pair(xml, "eventCode", "actors:threat-level", context.Scale.Name);
        Element(xml, "effective", Time(notification.At));
        var expires = context.Expires is { } end && end >= notification.At.AddSeconds(1) ? end : notification.At.AddDays(1);
        Element(xml, "expires", Time(expires));
        Element(xml, "senderName", "Actors");
        Element(xml, "headline", Headline($"{context.SubjectName}: threat level {notification.To} ({context.Scale.Notice})"));
        Element(xml, "description", notification.Text);
        if (context.Web is { } web)
        {
            Element(xml, "web", $"{web}/v1/alerts/{notification.Position}.cap");
        }

        Pair(xml, "parameter", "threatLevel", notification.To!);
        Pair(xml, "parameter", "previousLevel", notification.From!);
        Pair(xml, "parameter", "policyId", notification.Policy);
        Pair(xml, "parameter", "policyHash", context.PolicyHash);
        Pair(xml, "parameter", "asOf", string.Join(',', notification.Positions.Select(p => $"{p.Key}:{p.Value}")));
        WriteArea(xml, notification.Subject, context);
        xml.WriteEndElement();
    }

    private static void WriteArea(XmlWriter xml, SubjectId subject, CapContext context)
    {
        xml.WriteStartElement("area", Namespace);
        Element(xml, "areaDesc", context.SubjectName);
        if (context is { Lat: { } lat, Lon: { } lon })
        {
            Element(xml, "circle", string.Create(CultureInfo.InvariantCulture, $"{lat},{lon} {context.RadiusKm}"));
        }

        Pair(xml, "geocode", "actors:subject", subject.ToString());
        xml.WriteEndElement();
    }

    // The baseline is Minor; the levels above it are spread over Minor, Moderate, Severe, Extreme, the highest always Extreme.
    private static string Severity(int rank, int top) => rank == 0 ? "Minor" : (int)Math.Ceiling(4.0 * rank / top) switch
    {
        1 => "Minor",
        2 => "Moderate",
        3 => "Severe",
        _ => "Extreme",
    };

    private static string Headline(string text) => text.Length <= HeadlineLength ? text : text[..(HeadlineLength - 1)] + "…";

    private static void Element(XmlWriter xml, string name, string value) => xml.WriteElementString(name, Namespace, value);

    private static void Pair(XmlWriter xml, string name, string valueName, string value)
    {
        xml.WriteStartElement(name, Namespace);
        Element(xml, "valueName", valueName);
        Element(xml, "value", value);
        xml.WriteEndElement();
    }
}
