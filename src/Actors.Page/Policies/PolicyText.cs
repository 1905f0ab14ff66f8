using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Actors.Page.Policies;

/// <summary>A policy as it stands in the field, and as it stands in an address: deflated, in base64 for addresses.</summary>
public static class PolicyText
{
    /// <summary>No policy has more; a short parameter may swell to much more.</summary>
    private const int MostBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Indent(JsonElement policy) => JsonSerializer.Serialize(policy, Indented);

    public static string ToParameter(string policy)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(policy));
        }

        return Base64Url.EncodeToString(packed.ToArray());
    }

    /// <returns>Null: it is none that <see cref="ToParameter"/> made.</returns>
    public static byte[]? OfParameter(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        try
        {
            using var packed = new MemoryStream(Base64Url.DecodeFromChars(parameter));
            using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
            var policy = new byte[MostBytes + 1];
            var count = deflate.ReadAtLeast(policy, policy.Length, throwOnEndOfStream: false);
            return count is > 0 and <= MostBytes ? policy[..count] : null;
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidDataException)
        {
            return null;
        }
    }
}
