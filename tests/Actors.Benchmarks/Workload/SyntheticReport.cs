namespace Actors.Benchmarks.Workload;

/// <summary>One generated report: its bytes for whoever reads reports, its facts as numbers for peers whose tables hold columns.</summary>
/// <param name="Id">The report's id.</param>
/// <param name="Reference">The incident it is about, as its sender names it.</param>
/// <param name="Day">The incident's day.</param>
/// <param name="Subjects">The seven subjects, as indexes into <see cref="ReportWorkload.Subjects"/>: base, region, country, theatre,
/// world, perpetrator, target.</param>
/// <param name="Type">Index of the type.</param>
/// <param name="Outcome">Index of the outcome.</param>
/// <param name="Killed">People killed.</param>
/// <param name="Injured">People injured.</param>
/// <param name="Canonical">Canonical JSON, UTF-8.</param>
public sealed record SyntheticReport(
    string Id,
    string Reference,
    DateOnly Day,
    int[] Subjects,
    short Type,
    short Outcome,
    int Killed,
    int Injured,
    byte[] Canonical)
{
    /// <summary>Where it happened: the base.</summary>
    public int Base => Subjects[0];

    /// <summary>Who did it.</summary>
    public int Perpetrator => Subjects[5];

    /// <summary>Whom it was against.</summary>
    public int Target => Subjects[6];
}
