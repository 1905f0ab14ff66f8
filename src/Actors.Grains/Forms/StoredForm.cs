namespace Actors.Grains.Forms;

/// <summary>
/// Something in what is stored that silos of an earlier release take for damaged. A silo says to the others which it can read
/// (<see cref="ReadableForms"/>), and writes one only while every silo can read it (<see cref="ClusterForms"/>).
/// </summary>
/// <param name="Name">What silos call it; never changed, and never used again for another.</param>
public sealed record StoredForm(string Name)
{
    /// <summary>The import an entry belongs to, in its effects. Without it a subject tells of the entry as of any other report.</summary>
    public static StoredForm EntryImport { get; } = new("entry-import");

    /// <summary>Those this release can read beyond what the first could. One that every supported release can read is taken out.</summary>
    public static IReadOnlyList<StoredForm> Readable { get; } = [EntryImport];

    /// <summary>Under which a silo says that it can read it.</summary>
    internal string Property => "actors.reads." + Name;
}
