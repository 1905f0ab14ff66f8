using System.Text.Json;
using Actors.Domain.Catalogue;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Incidents;
using Actors.Gateway.Subjects;
using Actors.Gateway.Threat;
using Actors.Page.Parts;

namespace Actors.Page.Subjects;

/// <summary>What the page of a subject shows.</summary>
public sealed record SubjectPageModel
{
    public required ICatalogue Catalogue { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset? AsOf { get; init; }

    public required DateOnly Today { get; init; }

    public required string Zone { get; init; }

    /// <summary>The window; null: open.</summary>
    public required DateOnly? From { get; init; }

    public required DateOnly? To { get; init; }

    /// <summary>day, week or month.</summary>
    public required string By { get; init; }

    /// <summary>Groups only; null: both.</summary>
    public required string? Role { get; init; }

    /// <summary>What contains it, outermost last.</summary>
    public required IReadOnlyList<string> Within { get; init; }

    public required TallyJson Tally { get; init; }

    /// <summary>False: reports came in so fast that figures, chart and breakdowns were counted a moment apart.</summary>
    public required bool Together { get; init; }

    public required IReadOnlyList<ChartBar> Bars { get; init; }

    public required IReadOnlyList<Breakdown> Breakdowns { get; init; }

    public required IReadOnlyList<TotalJson> Totals { get; init; }

    public required IReadOnlyList<IncidentJson> Recent { get; init; }

    /// <summary>Statements, postures and presences that hold, as reports.</summary>
    public required IReadOnlyList<JsonElement> Signals { get; init; }

    /// <summary>Newest first, with those of what lies within it.</summary>
    public required IReadOnlyList<Notification> Notifications { get; init; }

    /// <summary>The decision in force; null: at that time nothing had been decided.</summary>
    public required ThreatJson? Threat { get; init; }

    /// <summary>Changes of the level, oldest first.</summary>
    public required IReadOnlyList<LevelStep> Levels { get; init; }

    /// <summary>Incidents of the window, oldest first, for timeline and exchange.</summary>
    public required IReadOnlyList<IncidentJson> Course { get; init; }

    /// <summary>True: <see cref="Course"/> holds only the latest of them.</summary>
    public required bool CourseCut { get; init; }

    public DiffJson? Diff { get; init; }
}

/// <summary>Incidents and casualties by one dimension.</summary>
public sealed record Breakdown(string By, IReadOnlyList<BreakdownJson> Rows);

/// <summary>A level that began.</summary>
public sealed record LevelStep(DateTimeOffset At, string? Before, string Level, long Position);
