namespace Actors.Grains.Routing;

/// <summary>Settings of <see cref="CatchUpReader"/>.</summary>
public sealed class CatchUpOptions
{
    /// <summary>Longest interval, in positions, read as a range with a filter; beyond it the subject index is used. Default 20,000.</summary>
    public int MaxRange { get; set; } = 20_000;

    /// <summary>Up to this many positions everything is read, and sorted here: cheaper than to have the database look for a subject's terms. Default 400.</summary>
    public int MaxUnfilteredRange { get; set; } = 400;

    /// <summary>Subjects whose terms the database is asked for together: with more it compares longer than reading everything would take. Default 64.</summary>
    public int MaxFilterSubjects { get; set; } = 64;

    /// <summary>Subjects that share a range read, at most. Default 256.</summary>
    public int MaxBatch { get; set; } = 256;

    /// <summary>Queries of one silo at a time. Default 2.</summary>
    public int MaxConcurrentReads { get; set; } = 2;

    /// <summary>Entries one query returns, at most. Default 8,000.</summary>
    public int MaxReadEntries { get; set; } = 8_000;

    /// <summary>Entries of a step found by the subject index, at most. Default 2,000.</summary>
    public int MaxStepEntries { get; set; } = 2_000;

    /// <summary>A subject with more terms than this (a country, the world) is read as ranges however far behind. Default 512.</summary>
    public int MaxIndexTerms { get; set; } = 512;

    /// <summary>Newest positions, of all partitions together, of which what was read is kept for others; at most twice as many are. 0: none. Default 32,000.</summary>
    public int MaxTailEntries { get; set; } = 32_000;

    /// <summary>What finding one subject's entries by the index of terms costs, in positions that could be read instead. Default 50.</summary>
    public int PositionsWorthALookUp { get; set; } = 50;
}
