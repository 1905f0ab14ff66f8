using System.Collections.Immutable;
using System.Text.Json;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>Loads threads from the ledger and keeps the most recently used ones. Owned by one grain; not thread-safe.</summary>
public sealed class ThreadStore(ILedger ledger, int capacity = 20_000)
{
    private readonly Dictionary<Guid, LinkedListNode<IncidentThread>> byId = [];
    private readonly LinkedList<IncidentThread> byUse = [];

    /// <summary>The threads asked for; those nobody reported yet come at revision 0.</summary>
    public async Task<Dictionary<Guid, IncidentThread>> LoadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var threads = new Dictionary<Guid, IncidentThread>(ids.Count);
        var missing = new List<Guid>();
        foreach (var id in ids)
        {
            if (byId.TryGetValue(id, out var node))
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
                threads[id] = node.Value;
            }
            else
            {
                missing.Add(id);
            }
        }

        if (missing.Count > 0)
        {
            foreach (var thread in await ReadAsync(ledger, missing, cancellationToken))
            {
                threads[thread.Id] = thread;
                Keep(thread);
            }

            foreach (var id in missing)
            {
                threads.TryAdd(id, IncidentThread.Unreported(id));
            }
        }

        return threads;
    }

    /// <summary>Puts the committed state of a thread in place. One that is closed is not kept: a split, in the partition of the incident it
    /// was closed into, opens it again, and nothing would tell this partition that its reports no longer go there.</summary>
    public void Keep(IncidentThread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        Forget(thread.Id);
        if (thread.ClosedInto is not null)
        {
            return;
        }

        byId[thread.Id] = byUse.AddFirst(thread);
        if (byId.Count > capacity)
        {
            byId.Remove(byUse.Last!.Value.Id);
            byUse.RemoveLast();
        }
    }

    /// <summary>Drops one thread, so that it is read again.</summary>
    public void Forget(Guid id)
    {
        if (byId.Remove(id, out var node))
        {
            byUse.Remove(node);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        byId.Clear();
        byUse.Clear();
    }

    /// <summary>Reads threads as they stand now; those nobody reported are left out.</summary>
    public static async Task<IReadOnlyList<IncidentThread>> ReadAsync(ILedger ledger, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var revisions = await ledger.ReadCurrentRevisionsAsync(ids, cancellationToken);
        return await FromRevisionsAsync(ledger, revisions, cancellationToken);
    }

    /// <summary>Builds threads from stored revisions, current or not.</summary>
    public static async Task<IReadOnlyList<IncidentThread>> FromRevisionsAsync(
        ILedger ledger,
        IReadOnlyCollection<StoredRevision> revisions,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(revisions);
        if (revisions.Count == 0)
        {
            return [];
        }

        var addresses = revisions.SelectMany(r => r.Reports.Append(r.Address)).ToHashSet();
        var entries = (await ledger.ReadEntriesAsync(addresses, cancellationToken)).ToDictionary(e => e.Address);
        var threads = new List<IncidentThread>(revisions.Count);
        foreach (var revision in revisions)
        {
            var reports = ImmutableArray.CreateBuilder<AddressedReport>(revision.Reports.Count);
            foreach (var address in revision.Reports)
            {
                var entry = entries[address];
                reports.Add(new AddressedReport(address, RecordedReportCodec.Read(entry.Report.Span, entry.RecordedAt)));
            }

            threads.Add(new IncidentThread
            {
                Id = revision.Incident,
                Revision = revision.Revision,
                Address = revision.Address,
                Reports = reports.MoveToImmutable(),
                Contribution = revision.Contribution.IsEmpty ? null : ContributionCodec.Decode(revision.Contribution.Span),
                ClosedInto = ClosedInto(entries[revision.Address], revision),
            });
        }

        return threads;
    }

    private static Guid? ClosedInto(LedgerEntry made, StoredRevision revision)
    {
        if (revision.Reports.Count == 0 && made.Kind is ((byte)EntryKind.Report or (byte)EntryKind.ReportAfterMove))
        {
            // A reference that was matched: the report that brought it changed the incident it is about.
            return EffectsCodec.Decode(made.Effects.Span).Changes[0].Incident;
        }

        if (made.Kind != (byte)EntryKind.Merge)
        {
            return null;
        }

        var action = AnalystAction.Decode(made.Report.Span);
        return action.Other == revision.Incident ? action.Incident : null;
    }
}

/// <summary>A merge, a split or a rejected suggestion, as the ledger keeps it.</summary>
/// <param name="Incident">Merge: the survivor. Split: the incident that reports leave. Apart: one incident.</param>
/// <param name="Other">Merge: the absorbed incident. Split: the incident they go to. Apart: the other.</param>
/// <param name="Reports">Split: ids of the reports that leave.</param>
public sealed record AnalystAction(
    Guid Incident,
    Guid Other,
    IReadOnlyList<string> Reports,
    string Reason,
    string Author,
    DateTimeOffset ReceivedAt)
{
    /// <summary>Version of the stored form.</summary>
    public int V { get; init; } = 1;

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <exception cref="FormatException">The bytes are of another version.</exception>
    public static AnalystAction Decode(ReadOnlySpan<byte> bytes)
    {
        var action = JsonSerializer.Deserialize<AnalystAction>(bytes, JsonSerializerOptions.Web);
        return action is { V: 1 } ? action : throw new FormatException("A stored merge or split is of a version this program cannot read.");
    }
}
