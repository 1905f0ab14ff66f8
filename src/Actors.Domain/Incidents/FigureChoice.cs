namespace Actors.Domain.Incidents;

/// <summary>
/// A figure from its live claims: low the least low, high the greatest high, best that of the heaviest value (root sources that state the
/// same figure weigh together), ties to the value claimed last. A caveated claim has low 0.
/// </summary>
internal readonly struct FigureChoice
{
    public FigureChoice(ClaimTable<Figure> table)
    {
        if (table.Decision is not null)
        {
            Chosen = Assessed = table.Decided;
            return;
        }

        var claims = table.LastFirst;
        Chosen = claims.Count == 1 ? claims[0].Value : HeaviestOf(table);
        var low = long.MaxValue;
        long? high = 0;
        var greatestLow = 0L;
        var leastHigh = long.MaxValue;
        foreach (var claim in claims)
        {
            low = Math.Min(low, claim.From.Report.Caveat is null ? claim.Value.Low : 0);
            high = high is { } sofar && claim.Value.High is { } bound ? Math.Max(sofar, bound) : null;
            greatestLow = Math.Max(greatestLow, claim.Value.Low);
            leastHigh = Math.Min(leastHigh, claim.Value.High ?? long.MaxValue);
        }

        Assessed = new Figure(low, Chosen.Best, high);
        Contested = greatestLow > leastHigh;
    }

    /// <summary>The figure whose best is taken, as claimed or decided.</summary>
    public Figure Chosen { get; }

    public Figure Assessed { get; }

    /// <summary>True when two live claims, as said, cannot both be true: their ranges do not meet.</summary>
    public bool Contested { get; }

    /// <summary>True when a claim, as said, can be true together with the chosen one.</summary>
    public bool Agrees(Figure claimed) =>
        (claimed.High is null || Chosen.Low <= claimed.High) && (Chosen.High is null || claimed.Low <= Chosen.High);

    private static Figure HeaviestOf(ClaimTable<Figure> table)
    {
        var choice = new ScalarChoice<Figure>(table, ValueOrder<Figure>.Flat);
        return choice.Groups[choice.Chosen].Value;
    }
}
