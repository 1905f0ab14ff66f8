using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>The value chosen for every field of one incident: what contributions and the shown fields are both made of.</summary>
internal sealed class Choices
{
    private static readonly PairwiseOrder<OccurrenceSpan> SpanOrder = new((general, specific) => general.Contains(specific));

    private static readonly PairwiseOrder<DamageClaim> DamageOrder = new((general, specific) => general.Contains(specific));

    public Choices(IncidentClaims claims, AssessmentRules rules)
    {
        Claims = claims;
        Occurred = Choose(claims.Occurred, SpanOrder);
        Place = Choose(claims.Place, PlaceField.Instance);
        Type = Choose(claims.Type, claims.Type.LastFirst.Count > 1 ? new TreeOrder(rules.TypeParent) : ValueOrder<string>.Flat);
        Weapon = Choose(claims.Weapon, claims.Weapon.LastFirst.Count > 1 ? new TreeOrder(rules.WeaponParent) : ValueOrder<string>.Flat);
        Outcome = Choose(claims.Outcome, ValueOrder<Outcome>.Flat);
        Perpetrators = claims.Perpetrators.IsEmpty ? [] : GroupLists.Perpetrators(claims.Perpetrators);
        Targets = claims.Targets.IsEmpty ? [] : GroupLists.Targets(claims.Targets);
        var damage = claims.Damage.Keys;
        Damage = damage.Count == 0 ? [] : new FieldChoice<DamageClaim>[damage.Count];
        for (var at = 0; at < damage.Count; at++)
        {
            Damage[at] = Choose(claims.Damage.Of(damage[at]), DamageOrder);
        }

        Killed = Figures(claims.Killed);
        Injured = Figures(claims.Injured);
    }

    public IncidentClaims Claims { get; }

    public FieldChoice<OccurrenceSpan> Occurred { get; }

    public FieldChoice<SubjectId> Place { get; }

    public FieldChoice<string> Type { get; }

    public FieldChoice<string> Weapon { get; }

    public FieldChoice<Outcome> Outcome { get; }

    public ImmutableArray<AssessedGroup> Perpetrators { get; }

    public ImmutableArray<AssessedGroup> Targets { get; }

    /// <summary>As the keys of <see cref="IncidentClaims.Damage"/>.</summary>
    public FieldChoice<DamageClaim>[] Damage { get; }

    /// <summary>As the keys of <see cref="IncidentClaims.Killed"/>.</summary>
    public FigureChoice[] Killed { get; }

    public FigureChoice[] Injured { get; }

    /// <summary>True when some field is contested.</summary>
    public bool AnyContested
    {
        get
        {
            var contested = Occurred.Contested || Place.Contested || Type.Contested || Weapon.Contested || Outcome.Contested;
            foreach (var choice in Damage)
            {
                contested |= choice.Contested;
            }

            foreach (var choice in Killed)
            {
                contested |= choice.Contested;
            }

            foreach (var choice in Injured)
            {
                contested |= choice.Contested;
            }

            return contested;
        }
    }

    private static FieldChoice<T> Choose<T>(ClaimTable<T> table, ValueOrder<T> order)
        where T : notnull => new(table, order);

    private static FigureChoice[] Figures(IncidentClaims.Keyed<Figure> figures)
    {
        var keys = figures.Keys;
        var choices = keys.Count == 0 ? [] : new FigureChoice[keys.Count];
        for (var at = 0; at < choices.Length; at++)
        {
            choices[at] = new FigureChoice(figures.Of(keys[at]));
        }

        return choices;
    }
}

/// <summary>The value of one scalar field: an analyst's, the only one claimed, or the one chosen.</summary>
internal readonly struct FieldChoice<T>
    where T : notnull
{
    public FieldChoice(ClaimTable<T> table, ValueOrder<T> order)
    {
        Table = table;
        IsKnown = !table.IsEmpty;
        if (table.Decision is not null)
        {
            Value = table.Decided!;
        }
        else if (table.LastFirst.Count == 1)
        {
            Value = table.LastFirst[0].Value;
        }
        else if (table.LastFirst.Count > 1)
        {
            Scalar = new ScalarChoice<T>(table, order);
            Value = Scalar.Groups[Scalar.Chosen].Value;
        }
        else
        {
            Value = default!;
        }
    }

    public ClaimTable<T> Table { get; }

    /// <summary>False: nobody says anything on it.</summary>
    public bool IsKnown { get; }

    public T Value { get; }

    /// <summary>The claims by value, where more than one root source claims one and no analyst decided.</summary>
    public ScalarChoice<T>? Scalar { get; }

    public bool Contested => Scalar is { Contested: true };

    /// <summary>Reports whose value this is: the analyst's, or the live claims of exactly this value, heaviest first, then last first.</summary>
    public IEnumerable<RecordedReport> Sayers()
    {
        if (Table.Decision is { } decision)
        {
            return [decision];
        }

        if (Scalar is null)
        {
            return Table.LastFirst.Count == 0 ? [] : [Table.LastFirst[0].From];
        }

        return Scalar.Groups[Scalar.Chosen].Claims.OrderByDescending(claim => claim.Weight).Select(claim => claim.From);
    }

    /// <summary>Values some live claim holds against the chosen one.</summary>
    public IEnumerable<ValueGroup<T>> Alternatives() => Scalar?.Alternatives() ?? [];
}
