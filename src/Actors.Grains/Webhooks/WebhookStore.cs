using System.Globalization;
using Actors.Abstractions.Webhooks;
using Orleans.Storage;

namespace Actors.Grains.Webhooks;

/// <summary>
/// Stored state of one webhook: a head with the cursor, and a ring of pages with delivery records. A page is written before the head that
/// counts its records. An ETag conflict surfaces: another activation delivers too, and one of both ends.
/// </summary>
public sealed class WebhookStore(IGrainStorage storage, GrainId grain)
{
    /// <summary>Records a page.</summary>
    private const int PageSize = 100;

    /// <summary>Pages kept: the last 10,000 records and up to 99 more.</summary>
    private const int Pages = 101;

    private readonly GrainState<WebhookState> head = new(new WebhookState());
    private GrainState<WebhookRecordPage>? page;
    private long pageNumber = -1;
    private bool pageChanged;

    public WebhookState State => head.State!;

    public async Task LoadAsync() => await storage.ReadStateAsync("webhook", grain, head);

    /// <summary>Adds a record in memory; <see cref="SaveAsync"/> stores it.</summary>
    public async Task RecordAsync(Func<long, DeliveryRecord> record)
    {
        var number = State.LastRecord + 1;
        if (PageOf(number) != pageNumber)
        {
            await SavePageAsync();
            await OpenPageAsync(PageOf(number));
        }

        State.LastRecord = number;
        page!.State!.Items.Add(record(number));
        pageChanged = true;
    }

    public async Task SaveAsync()
    {
        await SavePageAsync();
        await storage.WriteStateAsync("webhook", grain, head);
    }

    /// <summary>Forgets everything.</summary>
    public async Task ClearAsync()
    {
        var last = State.LastRecord;
        await storage.ClearStateAsync("webhook", grain, head);
        head.State = new WebhookState();
        for (var number = Math.Max(0, PageOf(last) - Pages + 1); last > 0 && number <= PageOf(last); number++)
        {
            var old = await ReadPageAsync(number);
            if (old.RecordExists)
            {
                await storage.ClearStateAsync(Name(number), grain, old);
            }
        }

        (page, pageNumber, pageChanged) = (null, -1, false);
    }

    /// <summary>Records below a number, newest first.</summary>
    public async Task<DeliveryPage> ReadRecordsAsync(long? before, int limit)
    {
        var next = Math.Min(before - 1 ?? long.MaxValue, State.LastRecord);
        var oldest = Math.Max(0, PageOf(State.LastRecord) - Pages + 1) * PageSize + 1;
        var found = new List<DeliveryRecord>();
        while (found.Count < limit && next >= oldest)
        {
            var number = PageOf(next);
            var read = number == pageNumber ? page! : await ReadPageAsync(number);
            found.AddRange(read.State!.Items.Where(r => r.Number <= next && PageOf(r.Number) == number).OrderByDescending(r => r.Number).Take(limit - found.Count));
            next = found.Count == limit ? found[^1].Number - 1 : (number * PageSize);
        }

        return new DeliveryPage(found, next >= oldest ? next + 1 : null);
    }

    private static long PageOf(long number) => (number - 1) / PageSize;

    private static string Name(long number) => string.Create(CultureInfo.InvariantCulture, $"webhook-records-{number % Pages}");

    private async Task OpenPageAsync(long number)
    {
        page = await ReadPageAsync(number);

        // What stands there may be a page of the ring's last round, or records beyond the head that was stored: both are written over.
        page.State!.Items.RemoveAll(r => PageOf(r.Number) != number || r.Number > State.LastRecord);
        pageNumber = number;
    }

    private async Task<GrainState<WebhookRecordPage>> ReadPageAsync(long number)
    {
        var state = new GrainState<WebhookRecordPage>(new WebhookRecordPage());
        await storage.ReadStateAsync(Name(number), grain, state);
        return state;
    }

    private async Task SavePageAsync()
    {
        if (pageChanged)
        {
            await storage.WriteStateAsync(Name(pageNumber), grain, page!);
            pageChanged = false;
        }
    }
}
