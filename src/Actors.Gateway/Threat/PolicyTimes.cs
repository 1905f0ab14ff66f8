using Actors.Abstractions.Notifications;

namespace Actors.Gateway.Threat;

/// <summary>Which policies there were at a time.</summary>
/// <param name="All">Every version, in the order in which they came in force.</param>
/// <param name="AsOf">Null: now.</param>
public sealed record PolicyTimes(IReadOnlyList<PolicyVersion> All, DateTimeOffset? AsOf)
{
    /// <summary>Those that had been recorded by then.</summary>
    public IReadOnlyList<PolicyVersion> Known => [.. All.Where(v => AsOf is null || v.RecordedAt is null || v.RecordedAt <= AsOf)];

    /// <summary>Those recorded since.</summary>
    public IReadOnlyList<PolicyVersion> Since => [.. All.Skip(Known.Count)];

    /// <summary>The last version of each, by key.</summary>
    public IReadOnlyList<PolicyVersion> Last => [.. Known.GroupBy(v => v.Key).Select(g => g.Last()).OrderBy(v => v.Key, StringComparer.Ordinal)];

    /// <summary>Of a kind of subject that policy decides that was put last.</summary>
    public bool IsInForce(PolicyVersion version) => Known.Last(v => v.Subject == version.Subject).Hash == version.Hash;
}
