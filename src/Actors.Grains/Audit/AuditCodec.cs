using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Actors.Abstractions.Audit;

namespace Actors.Grains.Audit;

/// <summary>
/// The stored form of audit entries: UTF-8 JSON with members in a fixed order, <c>{"v":1,"who":…,"role":…,"action":…,"target":…,"details":…}</c>
/// and <c>{"v":1,"of":position,"status":…}</c>. The bytes of version 1 never change.
/// </summary>
public static class AuditCodec
{
    private const int Version = 1;
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of what somebody is about to do.</summary>
    public static byte[] Encode(AuditRecord record) => Write(json =>
    {
        json.WriteString("who", record.Who);
        json.WriteString("role", record.Role);
        json.WriteString("action", record.Action);
        json.WriteString("target", record.Target);
        if (record.Details is { } details)
        {
            json.WritePropertyName("details");
            json.WriteRawValue(details);
        }
    });

    /// <summary>The bytes of what became of the entry at a position.</summary>
    public static byte[] EncodeConclusion(long position, int status) => Write(json =>
    {
        json.WriteNumber("of", position);
        json.WriteNumber("status", status);
    });

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">Written by a later release.</exception>
    public static AuditRecord Decode(ReadOnlyMemory<byte> bytes)
    {
        using var document = Read(bytes);
        var root = document.RootElement;
        return new(
            root.GetProperty("who").GetString()!,
            root.GetProperty("role").GetString()!,
            root.GetProperty("action").GetString()!,
            root.GetProperty("target").GetString()!,
            root.TryGetProperty("details", out var details) ? details.GetRawText() : null);
    }

    /// <summary>Reads what <see cref="EncodeConclusion"/> wrote.</summary>
    /// <exception cref="FormatException">Written by a later release.</exception>
    public static (long Position, int Status) DecodeConclusion(ReadOnlyMemory<byte> bytes)
    {
        using var document = Read(bytes);
        return (document.RootElement.GetProperty("of").GetInt64(), document.RootElement.GetProperty("status").GetInt32());
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Written))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static JsonDocument Read(ReadOnlyMemory<byte> bytes)
    {
        var document = JsonDocument.Parse(bytes);
        var version = document.RootElement.GetProperty("v").GetInt32();
        return version == Version ? document : throw new FormatException($"An audit entry of version {version}; this release reads version {Version}.");
    }
}
