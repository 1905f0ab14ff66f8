using Actors.Abstractions.Subjects;
using Actors.Ledger;

namespace Actors.Grains.Routing;

/// <summary>From the ledger's entries to those that subjects fold.</summary>
internal static class SliceEntries
{
    public static SliceEntry Of(LedgerEntry entry) =>
        new(entry.Address.Position, entry.RecordedAt, entry.Kind, entry.Subjects, entry.Effects);
}
