using System.Text;

namespace Actors.Domain.Incidents;

/// <summary>Says in plain words why a field has its value: who says what, with their grades and relays.</summary>
internal static class ReasonText
{
    private const int NamedSources = 6;

    public static string Of(AssessedField field)
    {
        var text = new StringBuilder();
        if (field.Decision is { } decision)
        {
            text.Append("Set to ").Append(field.Value).Append(" by ").Append(decision.Source)
                .Append(" as an analyst: ").Append(decision.Reason.TrimEnd('.')).Append('.');
            if (field.For.Length + field.Against.Length > 0)
            {
                text.Append(" Reported: ");
                Sayings(text, [.. field.For, .. field.Against]);
                text.Append('.');
            }

            return text.ToString();
        }

        switch (field.State)
        {
            case FieldState.SingleSource:
                text.Append("Only ");
                Sayings(text, field.For);
                text.Append('.');
                break;
            case FieldState.Agreed:
                Sayings(text, field.For);
                text.Append("; no live claim contradicts.");
                break;
            default:
                Sayings(text, field.For);
                text.Append(", but ");
                Sayings(text, field.Against.Length > 0 ? field.Against : field.For);
                text.Append(". ").Append(Why(field));
                break;
        }

        if (field.Figure is not null)
        {
            Bounds(text, field);
        }

        return text.ToString();
    }

    private static string Why(AssessedField field)
    {
        if (field.Figure is not null)
        {
            return "The best is that of the claim that weighs most; of equals, the last.";
        }

        var chosen = Sum(field.For);
        return field.Against
            .GroupBy(claim => claim.Value, StringComparer.Ordinal)
            .Any(value => Sum(value) == chosen)
            ? $"{field.Value} is chosen: of equal weight, it was said last."
            : $"{field.Value} is chosen: it weighs more.";
    }

    private static void Bounds(StringBuilder text, AssessedField field)
    {
        foreach (var claim in field.For.Concat(field.Against))
        {
            if (claim.Caveat is { } caveat)
            {
                text.Append(" The least is 0, since the claim of ").Append(claim.Source).Append(" is ")
                    .Append(caveat.Replace('-', ' ')).Append('.');
                break;
            }
        }

        if (field.Figure is { High: null })
        {
            text.Append(" Nothing said bounds it above.");
        }
    }

    private static ClaimWeight Sum(IEnumerable<FieldClaim> claims)
    {
        var sum = default(ClaimWeight);
        foreach (var claim in claims)
        {
            sum += claim.Weight;
        }

        return sum;
    }

    private static void Sayings(StringBuilder text, IReadOnlyList<FieldClaim> claims)
    {
        for (var at = 0; at < claims.Count && at < NamedSources; at++)
        {
            text.Append(at == 0 ? "" : "; ");
            Saying(text, claims[at]);
        }

        if (claims.Count > NamedSources)
        {
            text.Append("; and ").Append(claims.Count - NamedSources).Append(" more");
        }
    }

    private static void Saying(StringBuilder text, FieldClaim claim)
    {
        text.Append(claim.Source).Append(" (reliability ").Append(claim.Reliability);
        if (claim.Reliability == 'F')
        {
            text.Append(": cannot be judged");
        }

        text.Append(claim.Credibility switch
        {
            null => ", credibility not stated",
            6 => ", credibility 6: cannot be judged",
            var grade => $", credibility {grade}",
        });
        if (!claim.Via.IsDefaultOrEmpty)
        {
            text.Append(", via ").AppendJoin(" from ", claim.Via);
        }

        text.Append(") says ").Append(claim.Value);
    }
}
