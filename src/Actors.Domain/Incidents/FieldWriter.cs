using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>Shows the chosen values with the claims for and against each.</summary>
internal static class FieldWriter
{
    public static ImmutableArray<AssessedField> Fields(Choices choices)
    {
        var fields = ImmutableArray.CreateBuilder<AssessedField>(12);
        var claims = choices.Claims;
        Scalar(fields, "occurred", null, choices.Occurred, ClaimText.Of, choice => ClaimText.Of(ContributionBuilder.OccurrenceOf(choice)));
        Scalar(fields, "place", null, choices.Place, claim => claim.Value.ToString());
        Scalar(fields, "type", null, choices.Type, claim => claim.Value);
        Scalar(fields, "weapon", null, choices.Weapon, claim => claim.Value);
        Scalar(fields, "outcome", null, choices.Outcome, claim => ContributionBuilder.SlugOf(claim.Value));
        List(fields, "perpetrators", claims.Perpetrators, choices.Perpetrators.Select(group => group.Group), ClaimText.Of);
        List(fields, "targets", claims.Targets, choices.Targets.Select(group => group.Group), ClaimText.Of);
        for (var at = 0; at < choices.Damage.Length; at++)
        {
            Scalar(fields, "damage", claims.Damage.Keys[at], choices.Damage[at], claim => ClaimText.Of(claim.Value));
        }

        Figures(fields, "killed", claims.Killed, choices.Killed);
        Figures(fields, "injured", claims.Injured, choices.Injured);
        List(fields, "in-response-to", claims.InResponseTo, claims.InResponseTo.IsEmpty ? [] : GroupLists.Union(claims.InResponseTo), ClaimText.Of);
        return fields.ToImmutable();
    }

    private static void Scalar<T>(
        ImmutableArray<AssessedField>.Builder fields,
        string name,
        string? of,
        FieldChoice<T> choice,
        Func<Claim<T>, string> text,
        Func<FieldChoice<T>, string>? chosenText = null)
        where T : notnull
    {
        if (!choice.IsKnown)
        {
            return;
        }

        var table = choice.Table;
        bool Agrees(Claim<T> claim) => choice.Scalar is { } scalar
            ? scalar.Agrees(scalar.Find(claim.Value)!.Value)
            : EqualityComparer<T>.Default.Equals(claim.Value, choice.Value);
        fields.Add(new AssessedField
        {
            Name = name,
            Of = of,
            State = StateOf(table, choice.Contested),
            Value = chosenText is null ? text(new Claim<T>(choice.Sayers().First(), choice.Value, default)) : chosenText(choice),
            For = Show(table, Agrees, text),
            Against = Show(table, claim => !Agrees(claim), text),
            Decision = DecisionOf(table),
        });
    }

    private static void List<T>(
        ImmutableArray<AssessedField>.Builder fields,
        string name,
        ClaimTable<ImmutableArray<T>> table,
        IEnumerable<string> members,
        Func<ImmutableArray<T>, string> text)
    {
        if (table.IsEmpty)
        {
            return;
        }

        fields.Add(new AssessedField
        {
            Name = name,
            State = StateOf(table, contested: false),
            Value = string.Join(", ", members),
            For = Show(table, _ => true, claim => text(claim.Value)),
            Against = [],
            Decision = DecisionOf(table),
        });
    }

    private static void Figures(
        ImmutableArray<AssessedField>.Builder fields,
        string name,
        IncidentClaims.Keyed<Figure> figures,
        FigureChoice[] choices)
    {
        for (var at = 0; at < choices.Length; at++)
        {
            var choice = choices[at];
            var table = figures.Of(figures.Keys[at]);
            fields.Add(new AssessedField
            {
                Name = name,
                Of = figures.Keys[at].Length == 0 ? null : figures.Keys[at],
                State = StateOf(table, choice.Contested),
                Value = ClaimText.Of(choice.Assessed),
                Figure = choice.Assessed,
                For = Show(table, claim => choice.Agrees(claim.Value), claim => ClaimText.Of(claim.Value), claim => claim.Value),
                Against = Show(table, claim => !choice.Agrees(claim.Value), claim => ClaimText.Of(claim.Value), claim => claim.Value),
                Decision = DecisionOf(table),
            });
        }
    }

    private static FieldState StateOf<T>(ClaimTable<T> table, bool contested) =>
        contested ? FieldState.Contested
        : table.Decision is not null || table.LastFirst.Count > 1 ? FieldState.Agreed
        : FieldState.SingleSource;

    private static FieldDecision? DecisionOf<T>(ClaimTable<T> table) => table.Decision is { } decision
        ? new FieldDecision(decision.Report.Id, decision.Report.RootSource, decision.EffectiveAt, ((AssessmentReport)decision.Report).Reason)
        : null;

    private static ImmutableArray<FieldClaim> Show<T>(
        ClaimTable<T> table,
        Func<Claim<T>, bool> which,
        Func<Claim<T>, string> text,
        Func<Claim<T>, Figure>? figure = null)
    {
        var shown = ImmutableArray.CreateBuilder<FieldClaim>();
        foreach (var claim in table.LastFirst)
        {
            if (which(claim))
            {
                var report = claim.From.Report;
                shown.Add(new FieldClaim(
                    report.Id,
                    report.RootSource,
                    report.Via,
                    claim.From.EffectiveAt,
                    claim.From.Reliability,
                    report.Credibility,
                    report.Caveat,
                    text(claim),
                    figure?.Invoke(claim),
                    claim.Weight));
            }
        }

        return shown.ToImmutable();
    }
}
