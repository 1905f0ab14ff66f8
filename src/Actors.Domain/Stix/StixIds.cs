using System.Security.Cryptography;
using System.Text;

namespace Actors.Domain.Stix;

/// <summary>Identities of exported objects: the same content has the same id in every export (UUID version 5, RFC 9562 §5.5).</summary>
public static class StixIds
{
    // The namespace of this exporter: a version 5 UUID of "urn:actors:stix" in the URL namespace of RFC 9562.
    private static readonly Guid Namespace = Version5(new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "urn:actors:stix");

    /// <summary><c>type--uuid</c> of what this key names.</summary>
    /// <param name="type">STIX type, for example <c>incident</c>.</param>
    /// <param name="key">Names the object among those of its type.</param>
    public static string Of(string type, string key) => $"{type}--{Version5(Namespace, type + "\n" + key):D}";

    /// <summary>UUID version 5: SHA-1 of the namespace and the name.</summary>
    public static Guid Version5(Guid space, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[16 + text.Length];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        text.CopyTo(bytes, 16);
        // SHA-1 is what the standard prescribes for names; nothing secret rests on it.
#pragma warning disable CA5350
        var hash = SHA1.HashData(bytes).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
