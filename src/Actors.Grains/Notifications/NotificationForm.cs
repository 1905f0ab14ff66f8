using System.Text.Json;
using Actors.Abstractions.Notifications;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>From an entry of the notification partition to what travels.</summary>
internal static class NotificationForm
{
    public static NotificationItem Read(LedgerEntry entry)
    {
        string? kind = null, subject = null;
        var json = new Utf8JsonReader(entry.Effects.Span);
        while ((kind is null || subject is null) && json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                var isKind = json.ValueTextEquals("kind"u8);
                var isSubject = json.ValueTextEquals("subject"u8);
                json.Read();
                kind = isKind ? json.GetString() : kind;
                subject = isSubject ? json.GetString() : subject;
                json.TrySkip();
            }
        }

        return kind is null || subject is null
            ? throw new InvalidDataException($"Entry {entry.Address.Position} of the notification partition names no kind or no subject.")
            : new NotificationItem(entry.Address.Position, subject, kind, entry.Effects);
    }
}
