using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Notifications;

/// <summary>What came in since the last plan and may only be told in a summary: reports about days more than 14 days before the policy
/// clock when they were recorded, and bulk imports.</summary>
public sealed record Arrivals
{
    /// <summary>Nothing late.</summary>
    public static Arrivals Live { get; } = new();

    /// <summary>Nothing else came in: what changed is told by the summary alone (corrections of what was said before excepted).</summary>
    public bool OnlyLate { get; init; }

    /// <summary>A change of level is told even so: some of it is about the last days, and the level is what holds now.</summary>
    public bool TellsLevel { get; init; }

    /// <summary>How many late or imported reports came in.</summary>
    public int LateReports { get; init; }

    /// <summary>The import they belong to; null: posted singly.</summary>
    public string? Import { get; init; }

    /// <summary>The import has ended; its summary is due now.</summary>
    public bool ImportFinished { get; init; }

    /// <summary>First day the late reports are about.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day the late reports are about.</summary>
    public DateOnly? To { get; init; }

    /// <summary>By how much the late reports changed the all-time counts.</summary>
    public IReadOnlyList<AllTimeCount> LateIncidents { get; init; } = [];

    /// <summary>A policy was changed: levels that follow from it are told by one summary for all subjects, not here.</summary>
    public static Arrivals PolicyChange { get; } = new() { OnlyLate = true };
}
