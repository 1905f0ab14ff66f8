using System.Text;
using Actors.Abstractions.Notifications;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Policies;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Queries;

/// <summary>Reads the versions of policies from the control partition, from where it read last.</summary>
[StatelessWorker]
[GrainType("policy-history")]
internal sealed class PolicyHistoryGrain(ILedger ledger) : Grain, IPolicyHistoryGrain
{
    private const int PageSize = 1_000;

    private readonly List<PolicyVersion> versions = [.. ThreatPolicyDefaults.All.Select(p => Of(p, null))];
    private long position;

    public async Task<IReadOnlyList<PolicyVersion>> VersionsAsync()
    {
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Control, CancellationToken.None)).Position;
        while (position < head)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Control, position, head, PageSize, EntryParts.Report, CancellationToken.None);
            versions.AddRange(page.Entries.Where(e => e.Kind == (byte)EntryKind.Policy).Select(Read));
            position = page.To;
        }

        return [.. versions];
    }

    private static PolicyVersion Read(LedgerEntry entry)
    {
        var reading = ThreatPolicyReader.Read(entry.Report);
        return Of(
            reading.Policy ?? throw new InvalidDataException($"Control entry {entry.Address.Position} holds no sound policy: {string.Join("; ", reading.Errors.Select(e => $"{e.Pointer} {e.Detail}"))}."),
            entry.RecordedAt);
    }

    private static PolicyVersion Of(ThreatPolicy policy, DateTimeOffset? recordedAt) =>
        new(policy.Id, policy.Version, policy.Subject.ToString().ToLowerInvariant(), policy.Hash, Encoding.UTF8.GetBytes(policy.Canonical), recordedAt);
}
