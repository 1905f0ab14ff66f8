using Actors.Abstractions.Subjects;

namespace Actors.Abstractions.Queries;

/// <summary>Reads incidents straight from the ledger's revisions; stateless, any number of activations.</summary>
[Alias("Actors.IIncidentQueryGrain")]
public interface IIncidentQueryGrain : IGrainWithIntegerKey
{
    /// <summary>One page of incidents at a vector.</summary>
    [Alias("List")]
    Task<IncidentPage> ListAsync(IncidentQuery query);

    /// <summary>One incident with its claims and history; null when nobody reported it.</summary>
    [Alias("Get")]
    Task<IncidentDetail?> GetAsync(Guid incident, string? positions, DateTimeOffset? asOf);

    /// <summary>A tally by folding the list, at a vector: exact for any filter.</summary>
    [Alias("Tally")]
    Task<TallyAnswer> TallyAsync(string subject, TallyQuery query, string positions);

    /// <summary>Several tallies of one subject at one vector, folded in one pass over its list: as exact as each alone. What was asked
    /// of a vector is kept, so that asking again costs nothing.</summary>
    /// <param name="queries">At least one; positions and recorded times in them are not looked at.</param>
    /// <param name="positions">The vector; null with <paramref name="asOf"/> null: where the ledger stands.</param>
    /// <param name="asOf">As known at this recorded time; null: by <paramref name="positions"/>.</param>
    [Alias("Tallies")]
    Task<IReadOnlyList<TallyAnswer>> TalliesAsync(string subject, IReadOnlyList<TallyQuery> queries, string? positions, DateTimeOffset? asOf);

    /// <summary>Whether any entry names this subject (as a leaf).</summary>
    [Alias("Knows")]
    Task<bool> KnowsAsync(string subject);

    /// <summary>Every subject id that entries name, of one kind prefix such as <c>base:</c>.</summary>
    [Alias("Named")]
    Task<IReadOnlyList<string>> NamedSubjectsAsync(string prefix);

    /// <summary>Signals (statements, postures, presences, totals) that concern a subject at a vector, newest first.</summary>
    /// <param name="kind">statement, posture, presence or total; null: all.</param>
    [Alias("Signals")]
    Task<SignalPage> SignalsAsync(string? subject, string? kind, string? positions);

    /// <summary>Stated totals that concern a subject, each held against the itemised tally of its own scope and window.</summary>
    [Alias("Totals")]
    Task<TotalsAnswer> TotalsAsync(string subject, string? positions, DateTimeOffset? asOf);

    /// <summary>What changed for a subject between two recorded times, and which reports changed it.</summary>
    [Alias("Diff")]
    Task<DiffAnswer> DiffAsync(string subject, DateTimeOffset since, DateTimeOffset? until, int limit);

    /// <summary>Last positions of the data partitions, such as <c>0:41,2:17</c>; empty before the first report. Cheap enough to be asked often.</summary>
    [Alias("Head")]
    Task<string> HeadAsync();

    /// <summary>Recorded times of entries spread evenly over the ledger, first and last among them, ascending: where one may look back to.</summary>
    /// <param name="most">2 … 1,000.</param>
    [Alias("Moments")]
    Task<IReadOnlyList<DateTimeOffset>> MomentsAsync(int most);
}

/// <summary>Asks for incidents (API.md, <c>/v1/incidents</c>).</summary>
[GenerateSerializer, Immutable, Alias("Actors.IncidentQuery")]
public sealed record IncidentQuery
{
    /// <summary>A subject id, resolved; null: all.</summary>
    [Id(0)]
    public string? Subject { get; init; }

    /// <summary>The same filters as a tally's.</summary>
    [Id(1)]
    public TallyQuery Filter { get; init; } = new();

    /// <summary>Only contested, only uncontested, or (null) both.</summary>
    [Id(2)]
    public bool? Contested { get; init; }

    /// <summary>Words to look for.</summary>
    [Id(3)]
    public string? Text { get; init; }

    /// <summary>Opaque cursor of the page before.</summary>
    [Id(4)]
    public string? Cursor { get; init; }

    /// <summary>1 … 1,000.</summary>
    [Id(5)]
    public int Limit { get; init; } = 100;

    /// <summary>best: exactly the incidents a tally counts; high: also those it counts only at most; low: only those it counts at least.</summary>
    [Id(6)]
    public string Membership { get; init; } = "best";
}

/// <summary>A page of incidents.</summary>
/// <param name="Items">Each a JSON object as the API shows it.</param>
[GenerateSerializer, Immutable, Alias("Actors.IncidentPage")]
public sealed record IncidentPage(
    [property: Id(0)] IReadOnlyList<IncidentSummary> Items,
    [property: Id(1)] string? Cursor,
    [property: Id(2)] string Positions,
    [property: Id(3)] DateTimeOffset AsOf);

/// <summary>One incident in a list.</summary>
/// <param name="Contribution">The contribution in its stored form (ContributionCodec).</param>
/// <param name="Membership">How it counts for the question asked: low, best or high.</param>
[GenerateSerializer, Immutable, Alias("Actors.IncidentSummary")]
public sealed record IncidentSummary(
    [property: Id(0)] Guid Incident,
    [property: Id(1)] int Revision,
    [property: Id(2)] byte[] Contribution,
    [property: Id(3)] DateTimeOffset RecordedAt,
    [property: Id(4)] string Membership,
    [property: Id(5)] string? Name,
    [property: Id(6)] double? Lat,
    [property: Id(7)] double? Lon);

/// <summary>One incident whole: its reports as stored, from which the reader assesses with the same pure function.</summary>
[GenerateSerializer, Immutable, Alias("Actors.IncidentDetail")]
public sealed record IncidentDetail
{
    [Id(0)]
    public required Guid Incident { get; init; }

    [Id(1)]
    public required int Revision { get; init; }

    /// <summary>The reports behind the current revision (RecordedReportCodec), with position and time.</summary>
    [Id(2)]
    public required IReadOnlyList<StoredReport> Reports { get; init; }

    /// <summary>Every revision, oldest first.</summary>
    [Id(3)]
    public required IReadOnlyList<RevisionSummary> Revisions { get; init; }

    /// <summary>The incident it was merged into, or null.</summary>
    [Id(4)]
    public Guid? MergedInto { get; init; }

    [Id(5)]
    public required string Positions { get; init; }

    [Id(6)]
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>Signals that hold at a vector.</summary>
[GenerateSerializer, Immutable, Alias("Actors.SignalPage")]
public sealed record SignalPage(
    [property: Id(0)] IReadOnlyList<ActiveSignal> Items,
    [property: Id(1)] string Positions,
    [property: Id(2)] DateTimeOffset AsOf);

/// <summary>A figure on the wire; high null: unbounded.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Bounds")]
public readonly record struct Bounds(
    [property: Id(0)] long Low,
    [property: Id(1)] long Best,
    [property: Id(2)] long? High);

/// <summary>One stated total held against our tally.</summary>
/// <param name="Report">The total report as JSON.</param>
/// <param name="State">agreed, unexplained-gap or itemised-above-stated.</param>
/// <param name="Conflicts">In words: other totals that cannot be true together with it.</param>
[GenerateSerializer, Immutable, Alias("Actors.TotalItem")]
public sealed record TotalItem(
    [property: Id(0)] string Report,
    [property: Id(1)] string Measure,
    [property: Id(2)] Bounds Stated,
    [property: Id(3)] Bounds Itemised,
    [property: Id(4)] Bounds Unexplained,
    [property: Id(5)] string State,
    [property: Id(6)] string Text,
    [property: Id(7)] IReadOnlyList<string> Conflicts,
    [property: Id(8)] DateTimeOffset RecordedAt);

/// <summary>Totals of a subject at a vector.</summary>
[GenerateSerializer, Immutable, Alias("Actors.TotalsAnswer")]
public sealed record TotalsAnswer(
    [property: Id(0)] IReadOnlyList<TotalItem> Items,
    [property: Id(1)] string Positions,
    [property: Id(2)] DateTimeOffset AsOf);

/// <summary>An incident that counts otherwise than before.</summary>
/// <param name="Before">Contribution as it was, in stored form; null: it did not count.</param>
/// <param name="After">Contribution as it is; null: it counts no longer.</param>
/// <param name="Reports">Ids of the reports (or positions of merges and splits) that changed it.</param>
[GenerateSerializer, Immutable, Alias("Actors.IncidentDifference")]
public sealed record IncidentDifference(
    [property: Id(0)] Guid Incident,
    [property: Id(1)] byte[]? Before,
    [property: Id(2)] byte[]? After,
    [property: Id(3)] IReadOnlyList<string> Reports);

/// <summary>What changed between two vectors.</summary>
/// <param name="Truncated">True when more incidents changed than the limit.</param>
[GenerateSerializer, Immutable, Alias("Actors.DiffAnswer")]
public sealed record DiffAnswer(
    [property: Id(0)] TallyAnswer Before,
    [property: Id(1)] TallyAnswer After,
    [property: Id(2)] IReadOnlyList<IncidentDifference> Incidents,
    [property: Id(3)] bool Truncated);

/// <summary>A stored report.</summary>
[GenerateSerializer, Immutable, Alias("Actors.StoredReport")]
public sealed record StoredReport(
    [property: Id(0)] byte[] Payload,
    [property: Id(1)] string Position,
    [property: Id(2)] DateTimeOffset RecordedAt);

/// <summary>One revision of an incident.</summary>
/// <param name="Kind">report, attach, close, merge or split.</param>
[GenerateSerializer, Immutable, Alias("Actors.RevisionSummary")]
public sealed record RevisionSummary(
    [property: Id(0)] int Revision,
    [property: Id(1)] DateTimeOffset RecordedAt,
    [property: Id(2)] string Position,
    [property: Id(3)] string Kind,
    [property: Id(4)] IReadOnlyList<string> Reports,
    [property: Id(5)] byte[] Contribution,
    [property: Id(6)] string? Reason,
    [property: Id(7)] string? Author);
