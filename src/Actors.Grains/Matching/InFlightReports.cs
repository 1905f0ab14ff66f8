using System.Collections.Concurrent;

namespace Actors.Grains.Matching;

/// <summary>The reports behind decisions in flight, of all countries of a silo: together they take a bounded amount of memory. A fast import of many
/// countries fills it, and then the oldest are let go first, which the ledger shows by then.</summary>
/// <remarks>One per silo, safe for concurrent use.</remarks>
internal sealed class InFlightReports
{
    /// <summary>Some 15,000 reports of usual length.</summary>
    private const long MaxBytes = 16L * 1024 * 1024;

    private readonly ConcurrentQueue<InFlightReport> byAge = new();
    private long bytes;

    /// <summary>Keeps a report for as long as there is room, or until it is released.</summary>
    public InFlightReport Keep(byte[] payload)
    {
        var kept = new InFlightReport(payload);
        byAge.Enqueue(kept);
        Interlocked.Add(ref bytes, payload.Length);
        while ((Interlocked.Read(ref bytes) > MaxBytes || (byAge.TryPeek(out var first) && first.Payload is null)) && byAge.TryDequeue(out var oldest))
        {
            Release(oldest);
        }

        return kept;
    }

    /// <summary>It is not needed any more.</summary>
    public void Release(InFlightReport report) => Interlocked.Add(ref bytes, -report.LetGo());
}

/// <summary>A report in its stored form, until it is let go.</summary>
internal sealed class InFlightReport(byte[] payload)
{
    private byte[]? payload = payload;

    /// <summary>Null: let go.</summary>
    public byte[]? Payload => Volatile.Read(ref payload);

    /// <summary>The bytes that are free now.</summary>
    internal int LetGo() => Interlocked.Exchange(ref payload, null)?.Length ?? 0;
}
