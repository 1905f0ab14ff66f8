namespace Actors.Domain.Incidents;

/// <summary>Two writers a thread, used again for each blob: encoding allocates the blob alone.</summary>
internal static class CodecBuffers
{
    [ThreadStatic]
    private static CompactWriter? blob;

    [ThreadStatic]
    private static CompactWriter? body;

    /// <summary>Both cleared. They are free again when the caller has copied what it wrote.</summary>
    public static (CompactWriter Blob, CompactWriter Body) Take()
    {
        blob ??= new CompactWriter();
        body ??= new CompactWriter();
        blob.Clear();
        body.Clear();
        return (blob, body);
    }
}
