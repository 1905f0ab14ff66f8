using System.Globalization;

namespace Actors.Streaming;

/// <summary>Names of ledger streams: one per data partition, namespace <c>ledger</c>, key the partition's number.</summary>
public static class LedgerStreams
{
    /// <summary>The namespace consumers subscribe to.</summary>
    public const string Namespace = "ledger";

    /// <summary>The stream of one partition.</summary>
    public static StreamId Of(int partition) => StreamId.Create(Namespace, partition.ToString(CultureInfo.InvariantCulture));

    /// <summary>The partition of a stream.</summary>
    /// <exception cref="ArgumentException">It is no ledger stream.</exception>
    public static int PartitionOf(StreamId stream) =>
        stream.GetNamespace() == Namespace
        && int.TryParse(stream.GetKeyAsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? partition
            : throw new ArgumentException($"Stream '{stream}' is no ledger stream: expected '{Namespace}/<partition>'.", nameof(stream));
}
