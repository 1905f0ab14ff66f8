using System.Buffers.Binary;
using Actors.Ledger;

namespace Actors.Grains.Export;

/// <summary>When an entry of the control partition was first recorded: its own time, or, where it came from another system's export, the one
/// kept in its effects (version 1: a byte 1 and the UTC ticks, big-endian).</summary>
internal static class ControlOrigin
{
    private const byte Version = 1;

    public static byte[] Encode(DateTimeOffset firstRecordedAt)
    {
        var bytes = new byte[9];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), firstRecordedAt.UtcTicks);
        return bytes;
    }

    public static DateTimeOffset Of(LedgerEntry entry) => entry.Effects.Span switch
    {
        [] => entry.RecordedAt,
        [Version, .. { Length: 8 } ticks] => new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(ticks), TimeSpan.Zero),
        _ => throw new Domain.Incidents.StoredFormException($"Control entry {entry.Address.Position} says in no known form when it was first recorded."),
    };

    /// <summary>The position at which this very entry stands already, or null.</summary>
    public static async Task<long?> FindAsync(ILedger ledger, byte kind, ReadOnlyMemory<byte> stored, DateTimeOffset firstRecordedAt, CancellationToken cancellationToken)
    {
        var head = await ledger.ReadHeadAsync(LedgerPartitions.Control, cancellationToken);
        for (long to = 0; to < head.Position;)
        {
            var page = await ledger.ReadAsync(LedgerPartitions.Control, to, head.Position, 1_000, EntryParts.All, cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (entry.Kind == kind && entry.Report.Span.SequenceEqual(stored.Span) && Of(entry) == firstRecordedAt)
                {
                    return entry.Address.Position;
                }
            }

            to = page.To;
        }

        return null;
    }
}
