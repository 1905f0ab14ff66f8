namespace Actors.Grains.Subjects;

/// <summary>A piece of a subject's snapshot as Orleans storage keeps it: the bytes are the domain's, versioned there.</summary>
[GenerateSerializer, Alias("Actors.SnapshotBlob")]
public sealed class SnapshotBlob
{
    [Id(0)]
    public byte[] Bytes { get; set; } = [];

    /// <summary>Recorded time of the last entry folded in (heads only).</summary>
    [Id(1)]
    public DateTimeOffset LastRecordedAt { get; set; }
}
