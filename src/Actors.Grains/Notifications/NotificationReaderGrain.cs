using System.Runtime.CompilerServices;
using System.Text.Json;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Grains.Routing;
using Actors.Ledger;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Actors.Grains.Notifications;

/// <summary>Reads the notification partition for whoever has no database.</summary>
[Reentrant]
[PreferLocalPlacement]
[GrainType("notification-reader")]
internal sealed class NotificationReaderGrain(
    ILedger ledger, NotificationFeed feed, ISubjectExpander expander, CatalogueHolder catalogue, IHostApplicationLifetime lifetime)
    : Grain, INotificationReaderGrain
{
    private const int MaxLimit = 1_000;
    private const int ScanPage = 1_000;
    private const int MaxScans = 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public async Task<NotificationPage> ReadAsync(long after, int limit, NotificationFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Check(after, limit);

        // The feed may be a moment behind the ledger: only a full page of it cannot lack what was just written.
        if (filter == NotificationFilter.All && feed.TryRead(after, limit) is { } known && known.Items.Count == limit)
        {
            return known;
        }

        var head = await HeadAsync();
        var terms = await TermsAsync(filter);
        var items = new List<NotificationItem>();
        if (terms is { Count: 0 })
        {
            return new NotificationPage(after, Math.Max(after, head), head, items);
        }

        var to = after;
        for (var scans = 0; to < head && items.Count < limit && scans < MaxScans; scans++)
        {
            var page = terms is null
                ? await ledger.ReadAsync(LedgerPartitions.Notifications, to, head, ScanPage, EntryParts.Effects, CancellationToken.None)
                : await ledger.ReadForTermsAsync(LedgerPartitions.Notifications, terms, to, head, ScanPage, EntryParts.Effects, CancellationToken.None);
            foreach (var entry in page.Entries)
            {
                var item = NotificationForm.Read(entry);
                if (filter.Kind is not null && item.Kind != filter.Kind)
                {
                    continue;
                }

                items.Add(item);
                if (items.Count == limit)
                {
                    return new NotificationPage(after, item.Position, head, items);
                }
            }

            to = page.To;
        }

        return new NotificationPage(after, to, head, items);
    }

    public async Task<NotificationPage> WaitAsync(long after, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        Check(after, limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await feed.WaitAsync(after, wait < LongestWait ? wait : LongestWait, either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A silo that stops lets the calls it serves come to their end: it would last as long as the longest wait, and grains be cut off.
            throw new SiloUnavailableException("This silo stops; ask again.");
        }

        return feed.TryRead(after, limit) ?? await ReadAsync(after, limit, NotificationFilter.All);
    }

    public async Task<long> HeadAsync() => (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, CancellationToken.None)).Position;

    public async IAsyncEnumerable<NotificationItem> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var page = await WaitAsync(after, MaxLimit, LongestWait, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            after = page.To;
        }
    }

    public async Task<ReadOnlyMemory<byte>?> DecisionAtAsync(string subject, DateTimeOffset at)
    {
        var head = await HeadAsync();
        int[] terms = await ledger.FindTermAsync(subject, CancellationToken.None) is { } term ? [term] : [];
        ReadOnlyMemory<byte>? last = null;
        for (long to = 0; terms.Length > 0 && to < head;)
        {
            var page = await ledger.ReadForTermsAsync(LedgerPartitions.Notifications, terms, to, head, ScanPage, EntryParts.Report, CancellationToken.None);
            foreach (var entry in page.Entries.Where(e => !e.Report.IsEmpty))
            {
                var decision = NotificationRecord.DecisionOf(entry.Report);
                using var json = JsonDocument.Parse(decision);
                if (json.RootElement.GetProperty("at").GetDateTimeOffset() > at)
                {
                    return last;
                }

                last = decision;
            }

            to = page.To;
        }

        return last;
    }

    private static void Check(long after, int limit)
    {
        if (after < 0 || limit is < 1 or > MaxLimit)
        {
            throw new BadRequestException("?limit", $"after must be 0 or more and limit 1 to {MaxLimit}; they are {after} and {limit}.");
        }
    }

    /// <summary>Null: every subject.</summary>
    private async Task<IReadOnlyCollection<int>?> TermsAsync(NotificationFilter filter)
    {
        if (filter.Subject is not { } subject)
        {
            return null;
        }

        var terms = new HashSet<int>();
        var names = new HashSet<string>(StringComparer.Ordinal) { subject };
        if (filter.Ancestors && SubjectId.TryParse(subject, out var leaf))
        {
            names.UnionWith(catalogue.Current.Expand(leaf).Select(s => s.ToString()));
        }

        foreach (var name in names)
        {
            if (await ledger.FindTermAsync(name, CancellationToken.None) is { } id)
            {
                terms.Add(id);
            }
        }

        if (filter.Descendants)
        {
            terms.UnionWith(await expander.TermsOfAsync(subject, CancellationToken.None));
        }

        return terms;
    }
}
