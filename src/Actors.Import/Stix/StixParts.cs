using System.Buffers.Binary;
using System.Text;

namespace Actors.Import.Stix;

/// <summary>
/// The objects of a bundle that belong to an incident, put aside until the bundle ends: what belongs together may stand anywhere in it. They lie in
/// files, by a hash of the incident, so that memory is bounded by what one file takes and not by the bundle.
/// </summary>
internal sealed class StixParts : IDisposable
{
    private const int Files = 64;
    private const int HeadBytes = 16;

    private readonly FileStream?[] files = new FileStream?[Files];

    /// <param name="incident">Id of the incident.</param>
    /// <param name="row">Of the object in the bundle.</param>
    public void Add(string incident, long row, ReadOnlySpan<byte> item)
    {
        var id = Encoding.UTF8.GetBytes(incident);
        var file = files[Hash(id) % Files] ??= new FileStream(
            Path.Combine(Path.GetTempPath(), $"actors-stix-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 32 * 1024, FileOptions.DeleteOnClose);
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt64LittleEndian(head, row);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], item.Length);
        file.Write(head);
        file.Write(id);
        file.Write(item);
    }

    /// <summary>The objects of each incident, in the order of the bundle; the incidents in an order of their own, the same each time.</summary>
    public IEnumerable<IReadOnlyList<(long Row, byte[] Item)>> ByIncident()
    {
        foreach (var file in files.OfType<FileStream>())
        {
            var incidents = new Dictionary<string, List<(long, byte[])>>(StringComparer.Ordinal);
            foreach (var (incident, row, item) in Read(file))
            {
                if (!incidents.TryGetValue(incident, out var parts))
                {
                    incidents.Add(incident, parts = []);
                }

                parts.Add((row, item));
            }

            foreach (var parts in incidents.Values)
            {
                yield return parts;
            }
        }
    }

    public void Dispose()
    {
        foreach (var file in files)
        {
            file?.Dispose();
        }
    }

    private static IEnumerable<(string Incident, long Row, byte[] Item)> Read(FileStream file)
    {
        file.Position = 0;
        var head = new byte[HeadBytes];
        while (file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes)
        {
            var id = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8))];
            var item = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12))];
            file.ReadExactly(id);
            file.ReadExactly(item);
            yield return (Encoding.UTF8.GetString(id), BinaryPrimitives.ReadInt64LittleEndian(head), item);
        }
    }

    // FNV-1a, 32 bits.
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = 2_166_136_261;
        foreach (var b in text)
        {
            hash = (hash ^ b) * 16_777_619;
        }

        return hash;
    }
}
