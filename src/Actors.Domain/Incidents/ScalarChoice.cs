namespace Actors.Domain.Incidents;

/// <summary>How the values of a field lie within each other: a base within its region, f-15 under aircraft.</summary>
internal abstract class ValueOrder<T>
    where T : notnull
{
    /// <summary>No value lies within another.</summary>
    public static ValueOrder<T> Flat { get; } = new FlatOrder();

    /// <summary>Reports, for every pair of values where one says the same more exactly, (specific, general).</summary>
    public abstract void Link(ScalarChoice<T> values);

    private sealed class FlatOrder : ValueOrder<T>
    {
        public override void Link(ScalarChoice<T> values)
        {
        }
    }
}

/// <summary>Order by a pair-wise rule.</summary>
internal sealed class PairwiseOrder<T>(Func<T, T, bool> contains) : ValueOrder<T>
    where T : notnull
{
    public override void Link(ScalarChoice<T> values)
    {
        for (var specific = 0; specific < values.Groups.Count; specific++)
        {
            for (var general = 0; general < values.Groups.Count; general++)
            {
                if (general != specific && contains(values.Groups[general].Value, values.Groups[specific].Value))
                {
                    values.Refine(specific, general);
                }
            }
        }
    }
}

/// <summary>Order by a table of parents.</summary>
internal sealed class TreeOrder(Func<string, string?> parent) : ValueOrder<string>
{
    public override void Link(ScalarChoice<string> values)
    {
        for (var specific = 0; specific < values.Groups.Count; specific++)
        {
            for (var above = parent(values.Groups[specific].Value); above is not null; above = parent(above))
            {
                if (values.Find(above) is { } general)
                {
                    values.Refine(specific, general);
                }
            }
        }
    }
}

/// <summary>The live claims that state one value.</summary>
internal sealed class ValueGroup<T>(T value)
{
    private List<int>? generals;

    public T Value { get; } = value;

    /// <summary>Last first; one for each root source.</summary>
    public List<Claim<T>> Claims { get; } = new(1);

    /// <summary>Corroborated: each root source once.</summary>
    public ClaimWeight Own { get; set; }

    /// <summary>With the weight of the more general values that agree.</summary>
    public ClaimWeight Support { get; set; }

    /// <summary>Indices of the more general values it agrees with.</summary>
    public IReadOnlyList<int> Generals => generals ?? [];

    public void Add(int general) => (generals ??= []).Add(general);

    /// <summary>True when a more specific value is claimed too.</summary>
    public bool Refined { get; set; }
}

/// <summary>
/// The value of a field: of the most specific values claimed, the one that weighs most with all claims that agree with it, ties to
/// the value claimed last.
/// </summary>
internal sealed class ScalarChoice<T>
    where T : notnull
{
    private readonly Dictionary<T, int> index = [];
    private readonly bool[] agrees;
    private bool[]? refinedByAlternative;

    public ScalarChoice(ClaimTable<T> table, ValueOrder<T> order)
    {
        foreach (var claim in table.LastFirst)
        {
            if (!index.TryGetValue(claim.Value, out var at))
            {
                at = Groups.Count;
                index.Add(claim.Value, at);
                Groups.Add(new ValueGroup<T>(claim.Value));
            }

            Groups[at].Claims.Add(claim);
            Groups[at].Own += claim.Weight;
        }

        if (Groups.Count > 1)
        {
            order.Link(this);
        }

        foreach (var group in Groups)
        {
            group.Support = group.Own;
            foreach (var general in group.Generals)
            {
                group.Support += Groups[general].Own;
            }
        }

        // Groups stand by their last claim, last first: of equals the first met wins.
        Chosen = Heaviest(mostSpecific: true);
        if (Chosen < 0)
        {
            // Catalogues of different times may each put one place within the other: then no value is the most specific.
            Chosen = Heaviest(mostSpecific: false);
        }

        agrees = new bool[Groups.Count];
        if (Chosen >= 0)
        {
            Mark(agrees, Chosen);
            agrees[Chosen] = true;
        }
    }

    /// <summary>By their last claim, last first.</summary>
    public List<ValueGroup<T>> Groups { get; } = [];

    /// <summary>Index of the chosen value, or −1 without claims.</summary>
    public int Chosen { get; }

    /// <summary>True when some live claim is not the chosen value nor a more general one.</summary>
    public bool Contested => Chosen >= 0 && Groups.Count > Groups[Chosen].Generals.Count + 1;

    public int? Find(T value) => index.TryGetValue(value, out var at) ? at : null;

    public void Refine(int specific, int general)
    {
        Groups[specific].Add(general);
        Groups[general].Refined = true;
    }

    /// <summary>True when this value is the chosen one or a more general one.</summary>
    public bool Agrees(int at) => agrees[at];

    /// <summary>Values that contradict the chosen one; what only agrees with a more specific of them is left to that one.</summary>
    public IEnumerable<ValueGroup<T>> Alternatives()
    {
        for (var at = 0; at < Groups.Count; at++)
        {
            if (!Agrees(at) && !IsRefinedByAlternative(at))
            {
                yield return Groups[at];
            }
        }
    }

    private int Heaviest(bool mostSpecific)
    {
        var heaviest = -1;
        for (var at = 0; at < Groups.Count; at++)
        {
            if ((!mostSpecific || !Groups[at].Refined) && (heaviest < 0 || Groups[at].Support > Groups[heaviest].Support))
            {
                heaviest = at;
            }
        }

        return heaviest;
    }

    private bool IsRefinedByAlternative(int general)
    {
        if (!Groups[general].Refined)
        {
            return false;
        }

        if (refinedByAlternative is null)
        {
            refinedByAlternative = new bool[Groups.Count];
            for (var at = 0; at < Groups.Count; at++)
            {
                if (!agrees[at])
                {
                    Mark(refinedByAlternative, at);
                }
            }
        }

        return refinedByAlternative[general];
    }

    private void Mark(bool[] generals, int specific)
    {
        foreach (var general in Groups[specific].Generals)
        {
            generals[general] = true;
        }
    }
}
