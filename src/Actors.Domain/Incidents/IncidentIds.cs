using System.Security.Cryptography;
using System.Text;

namespace Actors.Domain.Incidents;

/// <summary>Identities derived from content, the same on every node and in every run.</summary>
public static class IncidentIds
{
    /// <summary>The incident that a sender calls <paramref name="reference"/> in its scope.</summary>
    public static Guid OfReference(string scope, string reference) => Hash("ref\n" + scope + "\n" + reference);

    /// <summary>The incident first reported, without a reference, by this report.</summary>
    public static Guid OfReport(string reportId) => Hash("report\n" + reportId);

    /// <summary>What is said of two incidents together, in whatever order they are named.</summary>
    public static Guid OfPair(Guid one, Guid other) => one.CompareTo(other) < 0 ? Hash($"pair\n{one:N}\n{other:N}") : Hash($"pair\n{other:N}\n{one:N}");

    /// <summary>The data partition of an incident: a stable hash of its id modulo <paramref name="partitions"/>.</summary>
    public static int PartitionOf(Guid incident, int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        incident.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(((uint)bytes[0] << 24 | (uint)bytes[1] << 16 | (uint)bytes[2] << 8 | bytes[3]) % (uint)partitions);
    }

    /// <summary>First 16 bytes of the SHA-256 of a report id.</summary>
    public static UInt128 KeyOfReport(string reportId) => First16(Encoding.UTF8.GetBytes(reportId));

    /// <summary>The data partition of a report without an incident.</summary>
    public static int PartitionOfReport(string reportId, int partitions) => (int)(KeyOfReport(reportId) % (UInt128)partitions);

    private static UInt128 First16(byte[] bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static Guid Hash(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
