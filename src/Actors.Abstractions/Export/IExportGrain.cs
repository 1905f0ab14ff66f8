namespace Actors.Abstractions.Export;

/// <summary>Reads the ledger out as lines that <see cref="IRestoreGrain"/> takes in again; stateless, any number of activations.</summary>
[Alias("Actors.IExportGrain")]
public interface IExportGrain : IGrainWithIntegerKey
{
    /// <summary>What an export from now on would cover.</summary>
    [Alias("Extent")]
    Task<ExportExtent> ExtentAsync();

    /// <summary>The next lines: entries of all data partitions and of the control partition, in the order they were recorded.</summary>
    /// <param name="after">Positions already exported, such as <c>0:41,1000:2</c>; empty: none.</param>
    /// <param name="until">Positions to export up to, as <see cref="ExtentAsync"/> gave them.</param>
    [Alias("Read")]
    Task<ExportPage> ReadAsync(string after, string until);
}

/// <summary>How much there is to export.</summary>
/// <param name="Ledger">Names this ledger: the instant of its first entry; empty while it has none.</param>
/// <param name="Positions">Last positions of the data partitions and the control partition.</param>
/// <param name="Entries">How many entries these are.</param>
[GenerateSerializer, Immutable, Alias("Actors.ExportExtent")]
public sealed record ExportExtent(
    [property: Id(0)] string Ledger,
    [property: Id(1)] string Positions,
    [property: Id(2)] long Entries);

/// <summary>A run of export lines.</summary>
/// <param name="Lines">UTF-8, one JSON object a line, each line ended.</param>
/// <param name="Count">How many lines.</param>
/// <param name="To">Positions covered with them; those of the question at the end.</param>
[GenerateSerializer, Immutable, Alias("Actors.ExportPage")]
public sealed record ExportPage(
    [property: Id(0)] byte[] Lines,
    [property: Id(1)] int Count,
    [property: Id(2)] string To);
