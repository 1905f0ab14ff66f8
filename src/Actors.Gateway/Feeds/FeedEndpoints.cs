using System.Collections.Immutable;
using System.Globalization;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Cap;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Feeds;

/// <summary><c>/v1/feeds/alerts.atom</c> and <c>/v1/alerts/{id}.cap</c>: notifications for readers of Atom and of CAP 1.2.</summary>
internal static class FeedEndpoints
{
    private const int FeedLength = 100;
    private const int PageSize = 1_000;
    private const int MaxReferences = 50;
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/feeds/alerts.atom", AtomAsync).WithTags("feeds").WithSummary("The last hundred notifications as an Atom feed; of a subject also those of what contains it, unless ancestors=false.");
        routes.MapGet("/v1/alerts/{id}.cap", CapAsync).WithTags("feeds").WithSummary("A change of level as a CAP 1.2 message; the id is its notification's position.");
    }

    private static async Task<IResult> AtomAsync(HttpContext context, NotificationHub hub, SubjectReader reader)
    {
        var filter = await NotificationQuery.FilterAsync(new QueryReader(context, NotificationQuery.FilterNames), reader, ancestorsByDefault: true);
        var newest = (await LastAsync(hub, filter)).Select(i => NotificationJson.Read(i.Json)).Reverse().ToList();
        return Results.Bytes(AtomWriter.Write(Web(context), newest, reader.Clock.GetUtcNow()), "application/atom+xml; charset=utf-8");
    }

    private static async Task<IReadOnlyList<NotificationItem>> LastAsync(NotificationHub hub, NotificationFilter filter)
    {
        var after = filter == NotificationFilter.All ? Math.Max(0, await hub.Reader.HeadAsync() - FeedLength) : 0;
        var last = new Queue<NotificationItem>(FeedLength);
        while (true)
        {
            var page = await hub.Reader.ReadAsync(after, PageSize, filter);
            foreach (var item in page.Items)
            {
                if (last.Count == FeedLength)
                {
                    last.Dequeue();
                }

                last.Enqueue(item);
            }

            after = page.To;
            if (after >= page.Head)
            {
                return [.. last];
            }
        }
    }

    private static async Task<IResult> CapAsync(HttpContext context, string id, NotificationHub hub, SubjectReader reader, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position < 1)
        {
            throw NotFound(id);
        }

        var page = await hub.Reader.ReadAsync(position - 1, 1, NotificationFilter.All);
        if (page.Items is not [var item] || item.Position != position || NotificationJson.Read(item.Json) is not { } notification || !CapWriter.Has(notification))
        {
            throw NotFound(id);
        }

        var policies = await grains.GetGrain<IPolicyGrain>(0).ListAsync();
        var key = notification.Policy.Split('@')[0];
        var policy = policies.Where(p => p.Key == key).Select(p => ThreatPolicyReader.Read(p.Json).Policy).FirstOrDefault()
            ?? throw new InvalidOperationException($"Notification {position} names the policy {notification.Policy}, which is not recorded.");
        var description = SubjectDescription.Of(notification.Subject, reader.Catalogue);
        return Results.Bytes(
            CapWriter.Write(notification, new CapContext
            {
                Sender = context.Request.Host.Host,
                Scale = policy.Scale,
                SubjectName = description.Names[0],
                Lat = description.Lat,
                Lon = description.Lon,
                References = await ReferencesAsync(notification, hub),
                Web = Web(context),
                PolicyHash = policy.Hash,
            }),
            "application/cap+xml; charset=utf-8");
    }

    /// <summary>Earlier messages of the subject that have not expired.</summary>
    private static async Task<ImmutableArray<CapReference>> ReferencesAsync(Notification notification, NotificationHub hub)
    {
        var filter = new NotificationFilter(notification.Subject.ToString(), Descendants: false, Ancestors: false, Kind: null);
        var references = new List<CapReference>();
        for (long after = 0; after < notification.Position - 1;)
        {
            var page = await hub.Reader.ReadAsync(after, 1_000, filter);
            references.AddRange(page.Items.Select(i => NotificationJson.Read(i.Json))
                .Where(n => n.Position < notification.Position && CapWriter.Has(n) && n.At + Expiry > notification.At)
                .Select(n => new CapReference(n.Position, n.At)));
            after = page.To;
        }

        return [.. references.TakeLast(MaxReferences)];
    }

    private static ApiProblemException NotFound(string id) => new(ApiProblem.Of(
        ApiProblem.NotFound, StatusCodes.Status404NotFound, "There is no such alert.", $"No notification at position '{id}' is about a level; GET /v1/feeds/alerts.atom links those that are."));

    private static string Web(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
