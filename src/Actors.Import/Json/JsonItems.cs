using System.Buffers;

namespace Actors.Import.Json;

/// <summary>
/// The objects in a JSON text that holds a list of them, one at a time, as their bytes: an array of objects, an object with an array of
/// objects in it (<c>{"data": […]}</c>, <c>{"objects": […]}</c>), or objects one after another (NDJSON). Memory is bounded by one object.
/// </summary>
internal static class JsonItems
{
    public const int MaxItemBytes = 16 * 1024 * 1024;

    /// <exception cref="ImportFormatException">The text ends within an object, or an object is too long.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Stream stream, string what)
    {
        using var owned = stream;
        var buffer = new byte[64 * 1024];
        var item = new ArrayBufferWriter<byte>(4 * 1024);
        var open = new List<byte>();
        var inText = false;
        var escaped = false;
        var itemDepth = -1;
        var any = false;
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var from = 0;
            for (var i = 0; i < read; i++)
            {
                var b = buffer[i];
                if (inText)
                {
                    inText = escaped || b != '"';
                    escaped = !escaped && b == '\\';
                    continue;
                }

                switch (b)
                {
                    case (byte)'"':
                        inText = true;
                        break;
                    case (byte)'{' or (byte)'[':
                        if (b == '{' && itemDepth < 0 && IsList(open))
                        {
                            itemDepth = open.Count;
                            from = i;
                        }

                        open.Add(b);
                        any = true;
                        break;
                    case (byte)'}' or (byte)']':
                        if (open.Count == 0 || open[^1] != (b == '}' ? (byte)'{' : (byte)'['))
                        {
                            throw new ImportFormatException($"{what} is no JSON: a '{(char)b}' closes nothing.");
                        }

                        open.RemoveAt(open.Count - 1);
                        if (open.Count == itemDepth)
                        {
                            item.Write(buffer.AsSpan(from, i + 1 - from));
                            yield return item.WrittenSpan.ToArray();
                            item.ResetWrittenCount();
                            itemDepth = -1;
                        }

                        break;
                }
            }

            if (itemDepth >= 0)
            {
                item.Write(buffer.AsSpan(from, read - from));
                if (item.WrittenCount > MaxItemBytes)
                {
                    throw new ImportFormatException($"{what}: one object has more than {MaxItemBytes / 1024 / 1024} MB; this is no list of reports.");
                }
            }
        }

        if (open.Count > 0 || inText)
        {
            throw new ImportFormatException($"{what} ends within {(inText ? "a text" : open[^1] == '{' ? "an object" : "a list")}; the file is cut off.");
        }

        if (!any)
        {
            throw new ImportFormatException($"{what} holds no JSON object.");
        }
    }

    // Within an array at the top, or an array directly in the object at the top.
    private static bool IsList(List<byte> open) =>
        (open.Count == 1 && open[0] == '[') || (open.Count == 2 && open[0] == '{' && open[1] == '[');
}
