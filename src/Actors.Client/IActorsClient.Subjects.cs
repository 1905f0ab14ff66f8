namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>Counts and sums of a subject.</summary>
    /// <param name="subject">Subject id such as <c>group:us-forces</c>; names and aliases resolve (<c>base:Harir</c>).</param>
    /// <exception cref="ActorsApiException">404: neither the catalogue nor any report knows it.</exception>
    /// <exception cref="ArgumentException">The subject has no prefix base:, region: or group:.</exception>
    Task<Tally> GetTallyAsync(string subject, TallyQuery? query = null, CancellationToken cancellation = default);

    /// <summary>What the subject is known for now.</summary>
    Task<SubjectState> GetSubjectAsync(string subject, string? minPositions = null, CancellationToken cancellation = default);

    /// <summary>A page of subjects.</summary>
    /// <param name="kind"><c>bases</c>, <c>regions</c> or <c>groups</c>.</param>
    Task<SubjectPage> ListSubjectsAsync(string kind, string? words = null, string? cursor = null, int? limit = null, CancellationToken cancellation = default);

    /// <summary>The threat decision with its explanation.</summary>
    Task<ThreatDecision> GetThreatAsync(string subject, DateTimeOffset? at = null, CancellationToken cancellation = default);

    /// <summary>How the level changed, oldest first.</summary>
    Task<LevelChangePage> ListLevelChangesAsync(string subject, string? cursor = null, int? limit = null, CancellationToken cancellation = default);

    /// <summary>Stated totals against the subject's own tally.</summary>
    /// <param name="asOf">As known at that recorded time; null: now.</param>
    Task<StatedTotals> GetTotalsAsync(string subject, DateTimeOffset? asOf = null, CancellationToken cancellation = default);

    /// <summary>What changed for a subject between two recorded times, and which reports changed it.</summary>
    /// <param name="since">The earlier time.</param>
    /// <param name="until">The later time; null: now.</param>
    /// <param name="limit">Incidents, 1 … 1,000; null: 100.</param>
    Task<SubjectDifference> GetDifferenceAsync(string subject, DateTimeOffset since, DateTimeOffset? until = null, int? limit = null, CancellationToken cancellation = default);
}
