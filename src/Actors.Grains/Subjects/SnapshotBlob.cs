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

    /// <summary>What the subject had said, and knew without having said it, at the vector of the head (heads only); empty: not kept.</summary>
    [Id(2)]
    public byte[] Threat { get; set; } = [];
}
