namespace Actors.Import;

/// <summary>A file in one format, read as reports. Reading it again gives the same.</summary>
public interface IReportSource
{
    /// <summary>Name of the format, for example <c>ucdp</c>.</summary>
    string Format { get; }

    /// <summary>Scope of its incident references; null: the sender's own.</summary>
    string? Scope { get; }

    /// <summary>True when the order of its reports does not matter, so that several calls may be under way at once.</summary>
    bool AnyOrder { get; }

    /// <summary>Its rows, lazily.</summary>
    /// <param name="stream">The file's bytes, unpacked; disposed of at the end.</param>
    /// <exception cref="ImportFormatException">The file as a whole cannot be read; thrown while iterating.</exception>
    IEnumerable<ImportedRow> Read(Stream stream);
}
