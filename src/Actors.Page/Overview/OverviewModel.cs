using Actors.Domain.Catalogue;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Incidents;
using Actors.Gateway.Subjects;
using Actors.Page.Maps;
using Actors.Page.Parts;

namespace Actors.Page.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewModel
{
    public required ICatalogue Catalogue { get; init; }

    /// <summary>Null: now.</summary>
    public required DateTimeOffset? AsOf { get; init; }

    /// <summary>Today in UTC by the policy clock.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Everywhere, today.</summary>
    public required TallyJson TodayTally { get; init; }

    /// <summary>Everywhere, ever.</summary>
    public required TallyJson AllTime { get; init; }

    /// <summary>True: nothing happened in the last 30 days, so subjects and map are those of all time.</summary>
    public required bool Quiet { get; init; }

    public required IReadOnlyList<SubjectRow> Bases { get; init; }

    public required IReadOnlyList<SubjectRow> Regions { get; init; }

    public required IReadOnlyList<SubjectRow> Groups { get; init; }

    /// <summary>Last first.</summary>
    public required IReadOnlyList<IncidentJson> Recent { get; init; }

    public required MapMarks Map { get; init; }

    /// <summary>Means a day of the 29 days before today, everywhere.</summary>
    public required UsualDay Usual { get; init; }

    /// <summary>Newest first; at a past time those that had been recorded by then.</summary>
    public required IReadOnlyList<Notification> Notifications { get; init; }

    public DiffJson? Diff { get; init; }
}

/// <summary>Means a day of earlier days.</summary>
public sealed record UsualDay(double Incidents, double Killed, double Injured);

/// <summary>A subject with its day and its usual day.</summary>
/// <param name="Level">Null: none is computed.</param>
/// <param name="Usual">Mean a day of the 29 days before today.</param>
/// <param name="Days">The last 30 days, oldest first.</param>
public sealed record SubjectRow(
    string Subject,
    string Name,
    string? Level,
    DateTimeOffset? LevelSince,
    RangeJson Today,
    double Usual,
    RangeJson Last30Days,
    long AllTime,
    IReadOnlyList<ChartBar> Days);
