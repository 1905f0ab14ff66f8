namespace Actors.Grains.Routing;

/// <summary>Settings of <see cref="CatchUpReader"/>.</summary>
public sealed class CatchUpOptions
{
    /// <summary>Longest interval, in positions, read as a range with a filter; beyond it the subject index is used. Default 20,000.</summary>
    public int MaxRange { get; set; } = 20_000;

    /// <summary>Positions a subject, beyond which each subject of a batch is asked for by itself: reading an entry that concerns none of
    /// them costs about a four-hundredth of a query. Default 400.</summary>
    public int MaxRangePerSubject { get; set; } = 400;

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
}
