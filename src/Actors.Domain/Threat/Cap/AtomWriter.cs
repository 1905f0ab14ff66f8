using System.Globalization;
using System.Text;
using System.Xml;
using Actors.Domain.Threat.Notifications;

namespace Actors.Domain.Threat.Cap;

/// <summary>Writes an Atom feed (RFC 4287) of notifications; those of a level link to their CAP message.</summary>
public static class AtomWriter
{
    private const string Namespace = "http://www.w3.org/2005/Atom";

    /// <summary>The feed, UTF-8 XML, newest first.</summary>
    /// <param name="web">Absolute address of the service, without a slash at the end.</param>
    /// <param name="newestFirst">Notifications, newest first.</param>
    /// <param name="updatedWhenEmpty">Time of the feed where it has no notification yet.</param>
    public static byte[] Write(string web, IReadOnlyList<Notification> newestFirst, DateTimeOffset updatedWhenEmpty)
    {
        ArgumentNullException.ThrowIfNull(newestFirst);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Namespace);
            Element(xml, "id", $"{web}/v1/feeds/alerts.atom");
            Element(xml, "title", "Actors: computed threat levels and notifications");
            Element(xml, "updated", Time(newestFirst.Count > 0 ? newestFirst[0].At : updatedWhenEmpty));
            xml.WriteStartElement("author", Namespace);
            Element(xml, "name", "Actors");
            xml.WriteEndElement();
            Link(xml, "self", $"{web}/v1/feeds/alerts.atom", "application/atom+xml");
            foreach (var notification in newestFirst)
            {
                WriteEntry(xml, web, notification);
            }

            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void WriteEntry(XmlWriter xml, string web, Notification notification)
    {
        var position = notification.Position.ToString(CultureInfo.InvariantCulture);
        xml.WriteStartElement("entry", Namespace);
        Element(xml, "id", $"{web}/v1/notifications/{position}");
        Element(xml, "title", $"{notification.Subject}: {NotificationJson.Slug(notification.Kind)}{(notification.To is { } to ? " to " + to : "")}");
        Element(xml, "updated", Time(notification.At));
        if (CapWriter.Has(notification))
        {
            Link(xml, "alternate", $"{web}/v1/alerts/{position}.cap", "application/cap+xml");
        }
        else
        {
            Link(xml, "alternate", $"{web}/v1/notifications?after={notification.Position - 1}&limit=1", "application/json");
        }

        foreach (var evidence in notification.Evidence)
        {
            Link(xml, "related", web + evidence, "application/json");
        }

        xml.WriteStartElement("category", Namespace);
        xml.WriteAttributeString("term", NotificationJson.Slug(notification.Kind));
        xml.WriteEndElement();
        Element(xml, "summary", notification.Text);
        xml.WriteEndElement();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static void Element(XmlWriter xml, string name, string value) => xml.WriteElementString(name, Namespace, value);

    private static void Link(XmlWriter xml, string relation, string address, string type)
    {
        xml.WriteStartElement("link", Namespace);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", address);
        xml.WriteAttributeString("type", type);
        xml.WriteEndElement();
    }
}
