namespace Actors.Domain.Tallies;

/// <summary>The values in the cells of one subject, each once.</summary>
internal sealed class CellStore
{
    public Interned<TallyCell> Cells { get; } = new();

    /// <summary>Figures of the party, where cells hold them beside those of all parties.</summary>
    public Interned<FigureSums> Figures { get; } = new();
}
