using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Actors.Domain.Reports;

/// <summary>Writes JSON of which every byte is ours to keep: no white space, only what JSON demands is escaped.</summary>
/// <remarks>
/// Content hashes and stored payloads rest on these bytes. The encoders of System.Text.Json may escape otherwise from one version to
/// the next, which would turn repeats of a report into conflicts.
/// </remarks>
internal ref struct CanonicalJson
{
    // Throws on half a surrogate pair instead of storing a replacement character.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private Span<byte> buffer;
    private byte[]? rented;
    private int length;
    private bool comma;

    public CanonicalJson(Span<byte> initial) => buffer = initial;

    public readonly ReadOnlySpan<byte> Written => buffer[..length];

    public void BeginObject() => Begin((byte)'{');

    public void EndObject() => End((byte)'}');

    public void BeginArray() => Begin((byte)'[');

    public void EndArray() => End((byte)']');

    /// <summary>The name of the next value; it must need no escape.</summary>
    public void Name(scoped ReadOnlySpan<byte> name)
    {
        var to = Next(name.Length + 3);
        to[0] = (byte)'"';
        name.CopyTo(to[1..]);
        to[name.Length + 1] = (byte)'"';
        to[name.Length + 2] = (byte)':';
        length += name.Length + 3;
        comma = false;
    }

    public void String(string text)
    {
        if (text.AsSpan().IndexOfAny(Escaped) >= 0)
        {
            text = Escape(text);
        }

        var to = Next(Utf8.GetMaxByteCount(text.Length) + 2);
        to[0] = (byte)'"';
        var written = Utf8.GetBytes(text, to[1..]);
        to[written + 1] = (byte)'"';
        length += written + 2;
    }

    public void Number(long number)
    {
        Utf8Formatter.TryFormat(number, Next(20), out var written);
        length += written;
    }

    /// <summary>The shortest digits that give the number back; −0 is 0.</summary>
    /// <exception cref="ArgumentException">JSON has no form of NaN and the infinities.</exception>
    public void Number(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException($"{number} has no form in JSON.", nameof(number));
        }

        number = number == 0 ? 0 : number;
        number.TryFormat(Next(32), out var written, "R", CultureInfo.InvariantCulture);
        length += written;
    }

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Null() => Raw("null"u8);

    public void Day(DateOnly day)
    {
        var to = Next(Rfc3339.DayLength + 2);
        to[0] = (byte)'"';
        var written = Rfc3339.WriteDay(day, to[1..]);
        to[written + 1] = (byte)'"';
        length += written + 2;
    }

    public void Instant(DateTimeOffset instant)
    {
        var to = Next(Rfc3339.MaxInstantLength + 2);
        to[0] = (byte)'"';
        var written = Rfc3339.WriteInstant(instant, to[1..]);
        to[written + 1] = (byte)'"';
        length += written + 2;
    }

    /// <summary>A value that is JSON already.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(Next(json.Length));
        length += json.Length;
    }

    public void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        this = default;
    }

    private void Begin(byte bracket)
    {
        Next(1)[0] = bracket;
        length++;
        comma = false;
    }

    private void End(byte bracket)
    {
        comma = false;
        Next(1)[0] = bracket;
        length++;
    }

    // Room for that many bytes, after the comma where one is due; afterwards one is due.
    private Span<byte> Next(int bytes)
    {
        if (buffer.Length - length < bytes + 1)
        {
            Grow(bytes + 1);
        }

        if (comma)
        {
            buffer[length++] = (byte)',';
        }

        comma = true;
        return buffer[length..];
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + bytes));
        Written.CopyTo(larger);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        buffer = rented = larger;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
