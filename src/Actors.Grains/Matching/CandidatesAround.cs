using Actors.Domain.Matching;

namespace Actors.Grains.Matching;

/// <summary>The incidents the ledger shows around the days of one call's reports, by the day they began. One instance a call.</summary>
internal sealed class CandidatesAround
{
    private readonly Dictionary<string, CandidatesRead> bySender = new(StringComparer.Ordinal);

    /// <summary>What may be about reports with a reference of this scope, or (null) without one.</summary>
    public void Add(string? referenceScope, CandidatesRead read) => bySender.Add(KeyOf(referenceScope), read);

    public IEnumerable<MatchCandidate> On(DateOnly day, string? referenceScope) =>
        bySender[KeyOf(referenceScope)].ByDay.TryGetValue(day, out var there) ? there : [];

    public bool AnyOn(DateOnly day, string? referenceScope) => bySender[KeyOf(referenceScope)].ByDay.ContainsKey(day);

    /// <summary>To be added to a reason: that not all incidents of these days were compared; empty when all were.</summary>
    public string Limits(string? referenceScope) => bySender[KeyOf(referenceScope)].Complete
        ? ""
        : $"; of the incidents of these days only the first {CandidateReader.MaxPerDay} a day were compared";

    // No scope is empty.
    private static string KeyOf(string? referenceScope) => referenceScope ?? "";
}

/// <summary>Incidents read for one sender.</summary>
/// <param name="ByDay">By each day one of their reports says they began.</param>
/// <param name="Complete">False: there are more than are compared.</param>
internal sealed record CandidatesRead(IReadOnlyDictionary<DateOnly, List<MatchCandidate>> ByDay, bool Complete)
{
    public static CandidatesRead None { get; } = new(new Dictionary<DateOnly, List<MatchCandidate>>(), Complete: true);

    public IEnumerable<MatchCandidate> All => ByDay.Values.SelectMany(there => there).DistinctBy(c => c.Incident);
}
