using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Notifications;

namespace Actors.Page.Live;

/// <summary>The last notifications, for the feeds of the pages.</summary>
internal sealed class NotificationReader(NotificationHub hub)
{
    private const int Window = 500;

    /// <summary>How far back the pages look.</summary>
    private const int MostLookedAt = 20_000;

    /// <summary>The last ones, newest first.</summary>
    /// <param name="subject">Only of this subject, what lies within it and what contains it; null: all.</param>
    /// <param name="until">None after this time of the policy clock; null: to the last.</param>
    public Task<IReadOnlyList<Notification>> LastAsync(string? subject, int count, DateTimeOffset? until = null) =>
        LastAsync(subject is null ? NotificationFilter.All : new NotificationFilter(subject, Descendants: true, Ancestors: true, Kind: null), count, until);

    private async Task<IReadOnlyList<Notification>> LastAsync(NotificationFilter filter, int count, DateTimeOffset? until)
    {
        var found = new List<Notification>();
        var head = await hub.Reader.HeadAsync();
        for (var end = head; end > Math.Max(0, head - MostLookedAt) && found.Count < count; end = Math.Max(0, end - Window))
        {
            var page = await hub.Reader.ReadAsync(Math.Max(0, end - Window), Window, filter);
            found.AddRange(page.Items.Where(i => i.Position <= end).Reverse().Select(i => NotificationJson.Read(i.Json)).Where(n => until is null || n.At <= until));
        }

        return [.. found.Take(count)];
    }

    /// <summary>What imports brought, newest first: the summaries of the world.</summary>
    /// <param name="until">None after this time of the policy clock; null: to the last.</param>
    /// <remarks>A change of policy is told by a summary too; that one rests on no position of the ledger.</remarks>
    public async Task<IReadOnlyList<Notification>> ImportsAsync(int count, DateTimeOffset? until)
    {
        var filter = new NotificationFilter(Domain.SubjectId.World.ToString(), Descendants: false, Ancestors: false, NotificationJson.Slug(NotificationKind.ImportSummary));
        return [.. (await LastAsync(filter, count, until)).Where(n => !n.Positions.IsEmpty)];
    }

    /// <summary>How the level of exactly this subject went, oldest first.</summary>
    /// <param name="until">None after this time of the policy clock; null: to the last.</param>
    public async Task<IReadOnlyList<Subjects.LevelStep>> LevelsAsync(string subject, DateTimeOffset? until)
    {
        var filter = new NotificationFilter(subject, Descendants: false, Ancestors: false, Kind: null);
        var head = await hub.Reader.HeadAsync();
        var steps = new List<Subjects.LevelStep>();
        for (var after = Math.Max(0, head - MostLookedAt); after < head;)
        {
            var page = await hub.Reader.ReadAsync(after, Window, filter);
            steps.AddRange(page.Items.Select(i => NotificationJson.Read(i.Json)).Where(n => n.To is not null && (until is null || n.At <= until))
                .Select(n => new Subjects.LevelStep(n.At, n.From, n.To!, n.Position)));
            if (page.To <= after)
            {
                break;
            }

            after = page.To;
        }

        return steps;
    }

    /// <summary>Position of the last one; 0: there is none.</summary>
    public Task<long> HeadAsync() => hub.Reader.HeadAsync();
}
