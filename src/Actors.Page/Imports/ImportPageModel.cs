using Actors.Domain.Catalogue;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Subjects;

namespace Actors.Page.Imports;

/// <summary>What the import page shows.</summary>
public sealed record ImportPageModel
{
    public required ICatalogue Catalogue { get; init; }

    /// <summary>Null: now.</summary>
    public required DateTimeOffset? AsOf { get; init; }

    /// <summary>The reader may send reports.</summary>
    public required bool Allowed { get; init; }

    /// <summary>Summaries of what was brought in, newest first; at a past time those recorded by then.</summary>
    public required IReadOnlyList<Notification> Imports { get; init; }

    /// <summary>At a past time: summaries recorded since, newest first.</summary>
    public required IReadOnlyList<Notification> Since { get; init; }

    public DiffJson? Diff { get; init; }
}
