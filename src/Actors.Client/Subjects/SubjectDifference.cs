namespace Actors.Client;

/// <summary>What changed for a subject between two recorded times.</summary>
/// <param name="Since">The earlier time, as asked for.</param>
/// <param name="Until">The later time.</param>
/// <param name="Before">Its tally then, all time.</param>
/// <param name="After">Its tally later.</param>
/// <param name="Incidents">Those that count otherwise than before.</param>
/// <param name="Truncated">More changed than the limit.</param>
public sealed record SubjectDifference(
    string Subject, DateTimeOffset Since, DateTimeOffset Until, Tally Before, Tally After, IReadOnlyList<IncidentDifference> Incidents, bool Truncated);

/// <summary>An incident that counts otherwise than before.</summary>
/// <param name="Link">Path of the whole incident.</param>
/// <param name="Before">Null: it did not count.</param>
/// <param name="After">Null: it counts no longer.</param>
/// <param name="Reports">Ids of the reports that changed it; positions of merges and splits.</param>
public sealed record IncidentDifference(string Incident, string Link, IncidentItem? Before, IncidentItem? After, IReadOnlyList<string> Reports);

/// <summary>A page of changes of a level; <paramref name="Cursor"/> null at the end.</summary>
public sealed record LevelChangePage(IReadOnlyList<LevelChange> Items, string? Cursor);

/// <summary>One change of a level.</summary>
/// <param name="Position">Of the notification.</param>
/// <param name="Kind"><c>level-raised</c>, <c>level-lowered</c> or <c>correction</c>.</param>
/// <param name="Corrects">The notification it corrects.</param>
public sealed record LevelChange(long Position, DateTimeOffset At, string Kind, string? From, string To, long? Corrects, string? Policy, string Text);
