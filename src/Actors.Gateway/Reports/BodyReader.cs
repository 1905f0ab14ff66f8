using System.Buffers;
using Actors.Gateway.Problems;

namespace Actors.Gateway.Reports;

/// <summary>Reads a whole body, up to a limit that holds for the bytes after decompression too.</summary>
internal static class BodyReader
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            throw new ApiProblemException(ProblemMiddleware.TooLarge());
        }

        var writer = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 4_096, 256, 1 << 20));
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(writer.GetMemory(4_096), context.RequestAborted);
            if (read == 0)
            {
                return writer.WrittenMemory;
            }

            writer.Advance(read);
            if (writer.WrittenCount > maxBytes)
            {
                throw new ApiProblemException(ProblemMiddleware.TooLarge());
            }
        }
    }
}
