using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using Actors.Grains.Notifications;
using Actors.Grains.Queries;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Verification;

/// <summary>
/// Decides every recorded decision again: the same policy, the state at the vector it was made on, the same time, the decision before. What
/// comes out must be what is recorded, byte for byte.
/// </summary>
/// <remarks>In a grain, one turn at a time: the subjects looked at together share its counts.</remarks>
internal sealed class DecisionCheck(ILedger ledger, CatchUpReader catchUp, RevisionReader revisions, CatalogueHolder holder, TimeProvider time)
{
    private const int PageSize = 1_000;

    /// <summary>Decisions read together.</summary>
    private const int Page = 200;

    /// <summary>Subjects looked at together: the database answers some while others are folded.</summary>
    private const int Together = 16;
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    /// <summary>A decision does not say which catalogue it was made with. A subject takes a changed one up with its next hand-over, so what is
    /// recorded this soon after a change may still rest on the catalogue before it; as long as verify gives a subject to reach its last entry.</summary>
    private static readonly TimeSpan CatalogueReach = TimeSpan.FromSeconds(10);

    private readonly ICatalogue catalogue = holder.Current;
    private readonly Dictionary<string, ThreatPolicy> policies = ThreatPolicyDefaults.All.ToDictionary(p => p.Hash, StringComparer.Ordinal);
    private long count;

    /// <summary>Decisions that cannot be decided again: names and links of the catalogue changed since, the policy is not known here (a
    /// shipped one of another release), or another release put the same decision in other words.</summary>
    public long Skipped { get; private set; }

    /// <summary>Checks all; tells how many so far, and what differs.</summary>
    public async IAsyncEnumerable<(long Checked, string? Difference)> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var renamed = await ReadControlAsync(cancellationToken);
        foreach (var some in (await DecisionsAsync(cancellationToken)).Chunk(Together))
        {
            var checks = Task.WhenAll(some.Select(s => CheckAsync(s.Key, s.Value, renamed, cancellationToken)));
            while (await Task.WhenAny(checks, Task.Delay(TellEvery, time, cancellationToken)) != checks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return (count, null);
            }

            foreach (var difference in (await checks).SelectMany(differences => differences))
            {
                yield return (count, difference);
            }
        }

        yield return (count, null);
    }

    /// <summary>What differs in the decisions on one subject.</summary>
    private async Task<List<string>> CheckAsync(SubjectId subject, IReadOnlyList<long> positions, DateTimeOffset? renamed, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        var replay = new SubjectReplay(subject, ledger, catchUp, revisions, catalogue);
        Decision? recorded = null;
        foreach (var part in positions.Chunk(Page))
        {
            foreach (var entry in (await ledger.ReadEntriesAsync([.. part.Select(p => new EntryAddress(LedgerPartitions.Notifications, p))], cancellationToken)).OrderBy(e => e.Address.Position))
            {
                var record = NotificationRecord.Read(entry.Report);
                var before = record.Previous ?? recorded;
                recorded = record.Decision;
                count++;
                var vector = LedgerVector.Of(NotificationJson.Read(entry.Effects).Positions);
                if (!policies.TryGetValue(recorded.PolicyHash, out var policy))
                {
                    Skipped++;
                }
                else if (Difference(policy, await replay.AtAsync(vector, policy, cancellationToken), recorded, before) is { } difference)
                {
                    if (renamed is { } change && entry.RecordedAt < change + CatalogueReach)
                    {
                        Skipped++;
                    }
                    else
                    {
                        differences.Add($"{subject}: the decision recorded with notification {entry.Address.Position}, made on {vector}, comes out otherwise now: {difference}.");
                    }
                }
            }
        }

        return differences;
    }

    private string? Difference(ThreatPolicy policy, SubjectView view, Decision recorded, Decision? before)
    {
        var parent = recorded.Floor is { } floor ? new ParentLevel(floor.Parent, floor.Applied ? policy.Scale.Name : "", floor.Level) : null;
        var again = DecisionJson.Write(ThreatDecider.Decide(policy, view with { Parent = parent }, recorded.At, before));
        var stored = DecisionJson.Write(recorded);
        if (again.AsSpan().SequenceEqual(stored))
        {
            return null;
        }

        if (JsonNode.DeepEquals(WithoutWords(again), WithoutWords(stored)))
        {
            Skipped++;
            return null;
        }

        using var one = JsonDocument.Parse(stored);
        using var other = JsonDocument.Parse(again);
        var field = one.RootElement.EnumerateObject().First(p => p.Value.GetRawText() != other.RootElement.GetProperty(p.Name).GetRawText());
        return $"{field.Name} is {Short(field.Value.GetRawText())} in the record and {Short(other.RootElement.GetProperty(field.Name).GetRawText())} now";
    }

    /// <summary>The same decision in the words of another release is no difference.</summary>
    private static JsonNode? WithoutWords(byte[] decision)
    {
        var node = JsonNode.Parse(decision);
        Strip(node);
        return node;

        static void Strip(JsonNode? node)
        {
            if (node is JsonArray array)
            {
                foreach (var item in array)
                {
                    Strip(item);
                }
            }
            else if (node is JsonObject one)
            {
                one.Remove("text");
                one.Remove("silent");
                foreach (var (_, value) in one)
                {
                    Strip(value);
                }
            }
        }
    }

    private static string Short(string json)
    {
        const int Shown = 300;
        return json.Length <= Shown ? json : json[..Shown] + "…";
    }

    /// <summary>Takes note of every policy there was; answers when the catalogue last changed; null: never.</summary>
    private async Task<DateTimeOffset?> ReadControlAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? renamed = null;
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Control, cancellationToken)).Position;
        for (long at = 0; at < head;)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Control, at, head, PageSize, EntryParts.Report, cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (entry.Kind == (byte)EntryKind.Catalogue)
                {
                    renamed = entry.RecordedAt;
                }
                else if (entry.Kind == (byte)EntryKind.Policy && ThreatPolicyReader.Read(entry.Report).Policy is { } policy)
                {
                    policies[policy.Hash] = policy;
                }
            }

            at = page.To;
        }

        return renamed;
    }

    /// <summary>Positions of the notifications that carry a decision, by subject.</summary>
    private async Task<SortedDictionary<SubjectId, List<long>>> DecisionsAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<SubjectId, List<long>>(Comparer<SubjectId>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString())));
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, cancellationToken)).Position;
        for (long at = 0; at < head;)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Notifications, at, head, PageSize, EntryParts.Report | EntryParts.Effects, cancellationToken);
            foreach (var entry in page.Entries.Where(e => !e.Report.IsEmpty))
            {
                var subject = NotificationJson.Read(entry.Effects).Subject;
                if (!found.TryGetValue(subject, out var positions))
                {
                    found.Add(subject, positions = []);
                }

                positions.Add(entry.Address.Position);
            }

            at = page.To;
        }

        return found;
    }
}
