using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Actors.Domain.Incidents;

/// <summary>Writes stored blobs: little integers take one byte, strings go into a table of their own and are named by number.</summary>
/// <remarks>Not safe for two threads. <see cref="Clear"/> keeps the memory for the next blob, up to a limit.</remarks>
internal sealed class CompactWriter(int capacity = 512)
{
    private const int LinearStrings = 24;

    // One huge entry must not hold its memory for the life of the thread.
    private const int KeptBytes = 64 * 1024;
    private readonly List<string> strings = [];
    private byte[] buffer = new byte[capacity];
    private Dictionary<string, int>? index;

    /// <summary>Bytes written so far, the string table not counted.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public IReadOnlyList<string> Strings => strings;

    public void Clear()
    {
        Length = 0;
        strings.Clear();
        index = null;
        if (buffer.Length > KeptBytes)
        {
            buffer = new byte[KeptBytes];
        }
    }

    public void Byte(byte value)
    {
        Reserve(1);
        buffer[Length++] = value;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>7 bits a byte, least significant first.</summary>
    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[Length++] = (byte)value;
    }

    /// <summary>A count or number that cannot be negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void Count(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Unsigned((ulong)value);
    }

    /// <summary>A number of either sign; small ones are short.</summary>
    public void Signed(long value) => Unsigned((ulong)(value << 1) ^ (ulong)(value >> 63));

    public void Id(Guid value)
    {
        Reserve(16);
        value.TryWriteBytes(buffer.AsSpan(Length), bigEndian: true, out _);
        Length += 16;
    }

    public void Fixed64(long value)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(Length), value);
        Length += 8;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Length, then bytes.</summary>
    public void Blob(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Raw(bytes);
    }

    /// <summary>Length in UTF-8 bytes, then the text, in place.</summary>
    public void InlineText(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Count(bytes);
        Reserve(bytes);
        Length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(Length));
    }

    /// <summary>The number of the text in the table.</summary>
    public void Text(string text) => Count(NumberOf(text));

    /// <summary>0 for null, else one more than the number in the table.</summary>
    public void OptionalText(string? text) => Count(text is null ? 0 : NumberOf(text) + 1);

    public void Subject(SubjectId subject) => Count(((long)NumberOf(subject.Key) << 2) | (long)subject.Kind);

    /// <summary>The string table of <paramref name="body"/>, then its bytes.</summary>
    public void TableAndBody(CompactWriter body)
    {
        Count(body.strings.Count);
        foreach (var text in body.strings)
        {
            InlineText(text);
        }

        Raw(body.Written);
    }

    public byte[] ToArray() => Written.ToArray();

    private int NumberOf(string text)
    {
        if (index is not null)
        {
            if (index.TryGetValue(text, out var known))
            {
                return known;
            }

            index.Add(text, strings.Count);
        }
        else
        {
            for (var i = 0; i < strings.Count; i++)
            {
                if (ReferenceEquals(strings[i], text) || strings[i] == text)
                {
                    return i;
                }
            }

            if (strings.Count == LinearStrings)
            {
                index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (var i = 0; i < strings.Count; i++)
                {
                    index.Add(strings[i], i);
                }

                index.Add(text, strings.Count);
            }
        }

        strings.Add(text);
        return strings.Count - 1;
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - Length < bytes)
        {
            Array.Resize(ref buffer, (int)BitOperations.RoundUpToPowerOf2((uint)(Length + bytes)));
        }
    }
}
