namespace Actors.Grains.Matching;

/// <summary>Decides, one report after the other, whether new reports of one country are about incidents known already. Key: the country's
/// region key, or <c>world</c> for places in no country.</summary>
[Alias("Actors.IMatchGrain")]
public interface IMatchGrain : IGrainWithStringKey
{
    /// <summary>Decides on reports in order; what is decided is remembered until the ledger shows it.</summary>
    [Alias("Decide")]
    Task<IReadOnlyList<MatchAnswer>> DecideAsync([Immutable] IReadOnlyList<MatchAsk> asks);
}

/// <summary>A report to decide on. It states a day and a place.</summary>
/// <param name="ReportId">The report's id.</param>
/// <param name="Own">The incident it begins unless it matches. Asked for again, it gets the same answer.</param>
/// <param name="Scope">Whose report it is.</param>
/// <param name="HasReference">Whether it comes with a reference of the sender's; <paramref name="Own"/> is that reference's incident.</param>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day.</param>
/// <param name="Payload">RecordedReportCodec; read only where there is something to compare it with.</param>
[GenerateSerializer, Immutable, Alias("Actors.MatchAsk")]
public sealed record MatchAsk(
    [property: Id(0)] string ReportId,
    [property: Id(1)] Guid Own,
    [property: Id(2)] string Scope,
    [property: Id(3)] bool HasReference,
    [property: Id(4)] DateOnly From,
    [property: Id(5)] DateOnly To,
    [property: Id(6)] byte[] Payload);

/// <summary>The incident it is about, or null: it begins its own, or that is known already.</summary>
/// <param name="Why">What speaks for it, or why it is new; null where that is nothing to tell.</param>
[GenerateSerializer, Immutable, Alias("Actors.MatchAnswer")]
public sealed record MatchAnswer(
    [property: Id(0)] Guid? Incident,
    [property: Id(1)] string? Why)
{
    /// <summary>It goes where it is addressed; there is nothing to tell.</summary>
    public static MatchAnswer Own { get; } = new(null, null);
}
