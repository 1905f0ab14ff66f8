using System.Diagnostics.Metrics;

namespace Actors.Grains.Subjects;

/// <summary>Metrics of subject grains.</summary>
public sealed class SubjectInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Actors.Grains";

    private readonly Counter<long> applied;
    private readonly Counter<long> saved;

    public SubjectInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        applied = meter.CreateCounter<long>("actors.subjects.applied", "{entry}", "Entries folded by subjects, from slices.");
        saved = meter.CreateCounter<long>("actors.subjects.snapshot_writes", "{state}", "States written to Orleans storage for snapshots.");
    }

    public void Saved(int states) => saved.Add(states);

    public void Delivered(int entries) => applied.Add(entries);
}
