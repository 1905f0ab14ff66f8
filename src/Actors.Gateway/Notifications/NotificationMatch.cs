using Actors.Abstractions.Notifications;
using Actors.Domain;
using Actors.Domain.Catalogue;

namespace Actors.Gateway.Notifications;

/// <summary>Whether a subscriber wants a notification that just came; the same rule as the reader's, on what is at hand.</summary>
internal sealed class NotificationMatch
{
    private readonly NotificationFilter filter;
    private readonly SubjectId? subject;
    private readonly HashSet<string> containing = new(StringComparer.Ordinal);

    public NotificationMatch(NotificationFilter filter, ICatalogue catalogue)
    {
        this.filter = filter;
        if (SubjectId.TryParse(filter.Subject, out var parsed))
        {
            subject = parsed;
            if (filter.Ancestors)
            {
                containing.UnionWith(catalogue.Expand(parsed).Select(s => s.ToString()));
            }
        }
    }

    public bool Wants(LiveNotification notification) =>
        (filter.Kind is null || filter.Kind == notification.Kind)
        && (subject is not { } wanted
            || notification.Subject == filter.Subject
            || containing.Contains(notification.Subject)
            || (filter.Descendants && notification.Lineage.Contains(wanted)));
}
