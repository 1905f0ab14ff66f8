namespace Actors.Domain.Catalogue;

/// <summary>The catalogue as this process knows it; replaced whole when the control partition moves.</summary>
/// <remarks>Reading is lock-free; a reader keeps the snapshot it took for the whole of its turn.</remarks>
public sealed class CatalogueHolder
{
    private volatile ICatalogue current;

    public CatalogueHolder(ICatalogue initial) => current = initial;

    /// <summary>Raised after a newer snapshot took the place of the old one; handlers must be quick and not throw.</summary>
    public event Action<ICatalogue>? Changed;

    /// <summary>The snapshot now in force.</summary>
    public ICatalogue Current => current;

    /// <summary>Puts a newer snapshot in place; an older one is ignored.</summary>
    public void Replace(ICatalogue next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.Version > current.Version)
        {
            current = next;
            Changed?.Invoke(next);
        }
    }
}
