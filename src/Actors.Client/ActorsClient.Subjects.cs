namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public Task<Tally> GetTallyAsync(string subject, TallyQuery? query = null, CancellationToken cancellation = default) =>
        caller.GetAsync(SubjectPath(subject) + "/tally" + (query ?? new TallyQuery()).ToQuery(), ActorsJson.Default.Tally, cancellation);

    /// <inheritdoc/>
    public Task<SubjectState> GetSubjectAsync(string subject, string? minPositions = null, CancellationToken cancellation = default) =>
        caller.GetAsync(SubjectPath(subject) + new QueryText().Add("minPositions", minPositions), ActorsJson.Default.SubjectState, cancellation);

    /// <inheritdoc/>
    public Task<SubjectPage> ListSubjectsAsync(string kind, string? words = null, string? cursor = null, int? limit = null, CancellationToken cancellation = default) =>
        caller.GetAsync($"/v1/{KindOfSubjects(kind)}" + new QueryText().Add("q", words).Add("cursor", cursor).Add("limit", limit), ActorsJson.Default.SubjectPage, cancellation);

    /// <inheritdoc/>
    public Task<ThreatDecision> GetThreatAsync(string subject, DateTimeOffset? at = null, CancellationToken cancellation = default) =>
        caller.GetAsync(SubjectPath(subject) + "/threat" + new QueryText().Add("at", at), ActorsJson.Default.ThreatDecision, cancellation);

    /// <inheritdoc/>
    public Task<LevelChangePage> ListLevelChangesAsync(string subject, string? cursor = null, int? limit = null, CancellationToken cancellation = default) =>
        caller.GetAsync(SubjectPath(subject) + "/threat/history" + new QueryText().Add("cursor", cursor).Add("limit", limit), ActorsJson.Default.LevelChangePage, cancellation);

    /// <inheritdoc/>
    public Task<StatedTotals> GetTotalsAsync(string subject, DateTimeOffset? asOf = null, CancellationToken cancellation = default) =>
        caller.GetAsync(SubjectPath(subject) + "/totals" + new QueryText().Add("asOf", asOf), ActorsJson.Default.StatedTotals, cancellation);

    /// <inheritdoc/>
    public Task<SubjectDifference> GetDifferenceAsync(string subject, DateTimeOffset since, DateTimeOffset? until = null, int? limit = null, CancellationToken cancellation = default) =>
        caller.GetAsync(
            SubjectPath(subject) + "/diff" + new QueryText().Add("since", (DateTimeOffset?)since).Add("until", until).Add("limit", limit), ActorsJson.Default.SubjectDifference, cancellation);

    private static string KindOfSubjects(string kind) => kind is "bases" or "regions" or "groups"
        ? kind
        : throw new ArgumentException($"'{kind}' is no kind of subjects; write bases, regions or groups.", nameof(kind));
}
