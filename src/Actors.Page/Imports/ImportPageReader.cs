using Actors.Domain;
using Actors.Gateway.Subjects;
using Actors.Page.Live;

namespace Actors.Page.Imports;

/// <summary>Reads what imports have brought.</summary>
internal sealed class ImportPageReader(SubjectReader subjects, NotificationReader notifications)
{
    private const int MostImports = 50;

    public async Task<ImportPageModel> ReadAsync(DateTimeOffset? asOf, bool allowed)
    {
        var imports = await notifications.ImportsAsync(MostImports, until: null);
        var until = asOf + subjects.Clock.Offset;
        return new ImportPageModel
        {
            Catalogue = subjects.Catalogue,
            AsOf = asOf,
            Allowed = allowed,
            Imports = asOf is null ? imports : await notifications.ImportsAsync(MostImports, until),
            Since = [.. imports.Where(i => i.At > until)],
            Diff = asOf is { } past ? DiffJson.Of(await subjects.Queries.DiffAsync(SubjectId.World.ToString(), past, null, 50)) : null,
        };
    }
}
