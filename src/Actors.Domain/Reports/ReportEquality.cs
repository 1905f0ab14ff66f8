using System.Collections.Immutable;

namespace Actors.Domain.Reports;

// A record compares an ImmutableArray by reference, so two readings of one report would differ. The records that hold lists
// therefore state their equality; the others have the one the compiler writes, which calls that of Report.
public abstract partial record Report
{
    /// <inheritdoc/>
    public virtual bool Equals(Report? other) =>
        ReferenceEquals(this, other)
        || (other is not null && EqualityContract == other.EqualityContract
            && Id == other.Id && Source == other.Source && SameItems(Via, other.Via) && PublishedAt == other.PublishedAt
            && Credibility == other.Credibility && Caveat == other.Caveat && Url == other.Url && Quote == other.Quote);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Id, Source, PublishedAt);

    private protected static bool SameItems<T>(ImmutableArray<T> one, ImmutableArray<T> other)
        where T : IEquatable<T> => one.AsSpan().SequenceEqual(other.AsSpan());
}

public sealed partial record IncidentReport
{
    /// <inheritdoc/>
    public bool Equals(IncidentReport? other) =>
        base.Equals(other) && Incident == other.Incident && Occurred == other.Occurred && Place == other.Place && Type == other.Type
        && Weapon == other.Weapon && SameItems(Perpetrators, other.Perpetrators) && SameItems(Targets, other.Targets)
        && Outcome == other.Outcome && SameItems(Damage, other.Damage) && SameItems(Casualties, other.Casualties)
        && SameItems(InResponseTo, other.InResponseTo);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}

public sealed partial record StatementReport
{
    /// <inheritdoc/>
    public bool Equals(StatementReport? other) =>
        base.Equals(other) && Speaker == other.Speaker && Stance == other.Stance && SameItems(About, other.About) && Condition == other.Condition;

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}

public sealed partial record PostureReport
{
    /// <inheritdoc/>
    public bool Equals(PostureReport? other) =>
        base.Equals(other) && Subject == other.Subject && SameItems(Measures, other.Measures) && Status == other.Status;

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}

public sealed partial record TotalReport
{
    /// <inheritdoc/>
    public bool Equals(TotalReport? other) =>
        base.Equals(other) && SameItems(Scope, other.Scope) && Target == other.Target && Measure == other.Measure && Value == other.Value
        && From == other.From && FromPrecision == other.FromPrecision && AsOf == other.AsOf;

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
