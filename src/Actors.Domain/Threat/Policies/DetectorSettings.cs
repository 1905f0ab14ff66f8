namespace Actors.Domain.Threat.Policies;

/// <summary>Settings of one detector.</summary>
/// <param name="Id">Slug, unique in the policy.</param>
public abstract record DetectorSettings(string Id);

/// <summary>Which EARS.</summary>
public enum EarsVariant
{
    C1,
    C2,
    C3,

    /// <summary>The reweighted one.</summary>
    Weighted,
}

/// <summary>EARS on daily counts.</summary>
/// <param name="Alpha">0 &lt; α &lt; 1.</param>
/// <param name="MinSigma">&gt; 0.</param>
/// <param name="MinCount">A day with fewer never alarms, ≥ 1: one attack after long silence is no surge.</param>
/// <param name="MinObservedDays">Silent below, ≥ 28.</param>
public sealed record EarsSettings(string Id, EarsVariant Variant, double Alpha, double MinSigma, int MinCount, int MinObservedDays) : DetectorSettings(Id);

/// <summary>Which mean a Poisson tail is taken against.</summary>
public enum PoissonBaseline
{
    /// <summary>The mean of a stated total where one covers the subject, else the measured one.</summary>
    StatedThenMeasured,

    /// <summary>Only a stated one.</summary>
    Stated,

    /// <summary>Only the measured one.</summary>
    Measured,
}

/// <summary>Poisson tail of today's count.</summary>
/// <param name="Alpha">0 &lt; α &lt; 1.</param>
/// <param name="BaselineDays">Days before today that the measured mean is taken over, at most; 7 … 3660.</param>
/// <param name="MinBaselineDays">Fewest days of a stated window, or observed before today, that make a mean; ≥ 7.</param>
/// <param name="MinCount">A day with fewer never alarms, ≥ 1.</param>
public sealed record PoissonSettings(
    string Id, double Alpha, PoissonBaseline Baseline, int BaselineDays, int MinBaselineDays, int MinCount) : DetectorSettings(Id);

/// <summary>Standardised cumulative sum over the last days, against the mean of the days before those.</summary>
/// <param name="K">Reference value, &gt; 0.</param>
/// <param name="H">Limit, &gt; 0.</param>
/// <param name="RunDays">Days summed, ending today, 2 … 366.</param>
/// <param name="BaselineDays">Days before them that give the mean, 7 … 3660.</param>
/// <param name="MinMean">Least mean, &gt; 0: keeps a silent baseline from dividing by zero.</param>
/// <param name="TimeVarying">Rogerson's: each day has the mean of the days before it.</param>
/// <param name="MinObservedDays">Silent below, ≥ 28.</param>
public sealed record CusumSettings(
    string Id, double K, double H, int RunDays, int BaselineDays, double MinMean, bool TimeVarying, int MinObservedDays) : DetectorSettings(Id);

/// <summary>The last days against the mean of the periods of that length before them.</summary>
/// <param name="PeriodDays">Length of a period, 1 … 366.</param>
/// <param name="Periods">Periods before it that make the mean, 2 … 520.</param>
/// <param name="Up">Ratio from which it alarms, &gt; 1.</param>
/// <param name="LowMean">Low-volume guard: with a mean of at most this …</param>
/// <param name="LowCurrent">… and a count of at most this, it never alarms.</param>
public sealed record RatioSettings(string Id, int PeriodDays, int Periods, double Up, double LowMean, double LowCurrent) : DetectorSettings(Id);

/// <summary>What is compared from day to day.</summary>
public enum RecordMetric
{
    /// <summary>Distinct places with an incident.</summary>
    Places,

    /// <summary>Distinct subdivisions with an incident.</summary>
    Subdivisions,

    /// <summary>Greatest distance between two of them.</summary>
    SpreadKm,
}

/// <summary>A day more widespread than every earlier one with data.</summary>
/// <param name="MinPlaces">A day with fewer places is no record, ≥ 3.</param>
/// <param name="LookbackDays">Only so far back; null: all.</param>
/// <param name="FewDays">With fewer earlier days with data the text says so.</param>
public sealed record RecordSettings(string Id, RecordMetric Metric, int MinPlaces, int? LookbackDays, int FewDays) : DetectorSettings(Id);
