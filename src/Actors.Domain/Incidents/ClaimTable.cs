namespace Actors.Domain.Incidents;

/// <summary>What one live report says about one field.</summary>
internal readonly record struct Claim<T>(RecordedReport From, T Value, ClaimWeight Weight);

/// <summary>
/// The live claims on one field: one for each root source, the last it made. Fed from the last report to the first, so the
/// first claim seen of a source is the one that stands.
/// </summary>
internal sealed class ClaimTable<T>
{
    private const int FewSources = 8;

    private static readonly List<Claim<T>> None = [];

    private List<Claim<T>>? claims;

    private HashSet<string>? sources;

    /// <summary>Last first.</summary>
    public List<Claim<T>> LastFirst => claims ?? None;

    /// <summary>The analyst's value, where an assessment in force sets this field.</summary>
    public T? Decided { get; private set; }

    /// <summary>The assessment in force, or null.</summary>
    public RecordedReport? Decision { get; private set; }

    public bool IsEmpty => claims is null && Decision is null;

    /// <summary>False when a later report of the same root source has replaced this claim.</summary>
    public bool State(RecordedReport from, T value, ClaimWeight weight)
    {
        if (Stated(from.Report.RootSource))
        {
            return false;
        }

        claims ??= new List<Claim<T>>(1);
        claims.Add(new Claim<T>(from, value, weight));
        return true;
    }

    public void Decide(RecordedReport from, T value)
    {
        if (Decision is null)
        {
            Decision = from;
            Decided = value;
        }
    }

    private bool Stated(string source)
    {
        if (sources is not null)
        {
            return !sources.Add(source);
        }

        if (claims is null)
        {
            return false;
        }

        foreach (var claim in claims)
        {
            if (string.Equals(claim.From.Report.RootSource, source, StringComparison.Ordinal))
            {
                return true;
            }
        }

        if (claims.Count == FewSources)
        {
            sources = new HashSet<string>(StringComparer.Ordinal) { source };
            foreach (var claim in claims)
            {
                sources.Add(claim.From.Report.RootSource);
            }
        }

        return false;
    }
}
