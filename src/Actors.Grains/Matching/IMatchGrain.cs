namespace Actors.Grains.Matching;

/// <summary>Decides, one report after the other, whether new reports of one country are about incidents known already. Key: the country's
/// region key, or <c>world</c> for places in no country.</summary>
[Alias("Actors.IMatchGrain")]
public interface IMatchGrain : IGrainWithStringKey
{
    /// <summary>Decides on reports of one sender, in order; what is decided is remembered until the ledger shows it.</summary>
    [Alias("Decide")]
    Task<IReadOnlyList<MatchAnswer>> DecideAsync(string scope, [Immutable] IReadOnlyList<MatchAsk> asks);
}

/// <summary>A report to decide on.</summary>
/// <param name="ReportId">Asked again, it gets the same answer.</param>
/// <param name="Own">The incident it begins unless it matches.</param>
/// <param name="Payload">RecordedReportCodec; it states a day and a place.</param>
/// <param name="HasReference">Whether it is the first of a new reference of the sender's.</param>
[GenerateSerializer, Immutable, Alias("Actors.MatchAsk")]
public sealed record MatchAsk(
    [property: Id(0)] string ReportId,
    [property: Id(1)] Guid Own,
    [property: Id(2)] byte[] Payload,
    [property: Id(3)] bool HasReference);

/// <summary>The incident it is about, or null: it begins its own; and why.</summary>
[GenerateSerializer, Immutable, Alias("Actors.MatchAnswer")]
public sealed record MatchAnswer(
    [property: Id(0)] Guid? Incident,
    [property: Id(1)] string Why,
    [property: Id(2)] bool Uncertain);
