using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>Sums of killed and injured in a cell.</summary>
internal struct FigureSums : IEquatable<FigureSums>
{
    public long KilledLow;
    public long KilledBest;
    public long KilledHigh;
    public long InjuredLow;
    public long InjuredBest;
    public long InjuredHigh;
    public int KilledUnknown;
    public int KilledUnbounded;
    public int InjuredUnknown;
    public int InjuredUnbounded;

    public readonly FigureSum Killed => new(KilledLow, KilledBest, KilledUnbounded == 0 ? KilledHigh : null, KilledUnknown);

    public readonly FigureSum Injured => new(InjuredLow, InjuredBest, InjuredUnbounded == 0 ? InjuredHigh : null, InjuredUnknown);

    /// <summary>Low counts only where the incident is in at low, best at best, high at high; unknown at best.</summary>
    public void Add(Membership at, in PartyCasualties figures, int weight)
    {
        if (figures.Killed is { } killed)
        {
            Add(at, killed, weight, ref KilledLow, ref KilledBest, ref KilledHigh, ref KilledUnbounded);
        }
        else if (at.Includes(Membership.Best))
        {
            KilledUnknown += weight;
        }

        if (figures.Injured is { } injured)
        {
            Add(at, injured, weight, ref InjuredLow, ref InjuredBest, ref InjuredHigh, ref InjuredUnbounded);
        }
        else if (at.Includes(Membership.Best))
        {
            InjuredUnknown += weight;
        }
    }

    public void Add(in FigureSums other, int weight)
    {
        KilledLow += weight * other.KilledLow;
        KilledBest += weight * other.KilledBest;
        KilledHigh += weight * other.KilledHigh;
        KilledUnknown += weight * other.KilledUnknown;
        KilledUnbounded += weight * other.KilledUnbounded;
        InjuredLow += weight * other.InjuredLow;
        InjuredBest += weight * other.InjuredBest;
        InjuredHigh += weight * other.InjuredHigh;
        InjuredUnknown += weight * other.InjuredUnknown;
        InjuredUnbounded += weight * other.InjuredUnbounded;
    }

    public readonly bool Equals(FigureSums other) =>
        KilledLow == other.KilledLow && KilledBest == other.KilledBest && KilledHigh == other.KilledHigh && KilledUnknown == other.KilledUnknown
        && KilledUnbounded == other.KilledUnbounded && InjuredLow == other.InjuredLow && InjuredBest == other.InjuredBest
        && InjuredHigh == other.InjuredHigh && InjuredUnknown == other.InjuredUnknown && InjuredUnbounded == other.InjuredUnbounded;

    public override readonly bool Equals(object? obj) => obj is FigureSums other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(KilledLow, KilledBest, KilledHigh, InjuredBest, InjuredHigh, KilledUnknown, InjuredUnknown);

    private static void Add(Membership at, Figure figure, int weight, ref long low, ref long best, ref long high, ref int unbounded)
    {
        if (at.Includes(Membership.High))
        {
            if (figure.High is { } top)
            {
                high += weight * top;
            }
            else
            {
                unbounded += weight;
            }
        }

        if (at.Includes(Membership.Best))
        {
            best += weight * figure.Best;
        }

        if (at.Includes(Membership.Low))
        {
            low += weight * figure.Low;
        }
    }
}

/// <summary>What a cell holds: counts of incidents, and figures of all parties. All of it is additive, so a change is after − before.</summary>
internal struct TallyCell : IEquatable<TallyCell>
{
    public int Low;
    public int Best;
    public int High;
    public int Intercepted;
    public int Contested;

    /// <summary>Incidents (best) whose day is known to the day; detectors use these alone.</summary>
    public int DayPrecise;
    public FigureSums Figures;

    public readonly CountRange Incidents => new(Low, Best, High);

    public readonly bool IsZero => Equals(default);

    /// <summary>One incident's share, without its figures.</summary>
    public void AddCounts(Membership at, bool intercepted, bool contested, bool dayPrecise, int weight)
    {
        if (at.Includes(Membership.High))
        {
            High += weight;
        }

        if (at.Includes(Membership.Low))
        {
            Low += weight;
        }

        if (at.Includes(Membership.Best))
        {
            Best += weight;
            Intercepted += intercepted ? weight : 0;
            Contested += contested ? weight : 0;
            DayPrecise += dayPrecise ? weight : 0;
        }
    }

    public void AddCounts(in TallyCell other, int weight)
    {
        Low += weight * other.Low;
        Best += weight * other.Best;
        High += weight * other.High;
        Intercepted += weight * other.Intercepted;
        Contested += weight * other.Contested;
        DayPrecise += weight * other.DayPrecise;
    }

    public void Add(in TallyCell other, int weight)
    {
        AddCounts(other, weight);
        Figures.Add(other.Figures, weight);
    }

    public readonly bool Equals(TallyCell other) =>
        Low == other.Low && Best == other.Best && High == other.High && Intercepted == other.Intercepted && Contested == other.Contested
        && DayPrecise == other.DayPrecise && Figures.Equals(other.Figures);

    public override readonly bool Equals(object? obj) => obj is TallyCell other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Low, Best, High, Intercepted, Contested, Figures);

    public readonly TallyRow ToRow(string key) => new(key, Best, Incidents, Figures.Killed, Figures.Injured);
}

/// <summary>Killed and injured of whoever was asked for in one incident; null: nobody reported it.</summary>
internal readonly record struct PartyCasualties(Figure? Killed, Figure? Injured);

/// <summary>Reading of <see cref="Membership"/>.</summary>
internal static class MembershipReading
{
    public static bool Includes(this Membership membership, Membership level) => (membership & level) == level;
}
