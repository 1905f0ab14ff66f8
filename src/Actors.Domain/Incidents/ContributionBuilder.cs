using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>Makes of the chosen values, and of what other live claims say instead, what an incident adds to tallies.</summary>
internal static class ContributionBuilder
{
    public static Contribution Build(Guid incident, int revision, Choices choices, List<RecordedReport> liveLastFirst)
    {
        var days = Days(choices.Occurred);
        var places = Places(choices.Place);
        var types = Slugs(choices.Type, type => type);
        var outcomes = Slugs(choices.Outcome, SlugOf);
        var occurrence = choices.Occurred.IsKnown ? OccurrenceOf(choices.Occurred) : null;
        return new Contribution
        {
            Incident = incident,
            Revision = revision,
            Days = days,
            LastDay = occurrence is { } dated && dated.To > dated.From ? dated.To : null,
            Precision = occurrence?.Precision ?? DayPrecision.Day,
            Places = places,
            Types = types,
            Outcomes = outcomes,
            Groups = Groups(choices),
            Casualties = Casualties(choices),
            Contested = choices.AnyContested,
            Roots = Roots(liveLastFirst),
            Reliability = choices.Claims.Reliability,
            Credibility = choices.Claims.Credibility,
        };
    }

    /// <summary>The occurrence of the chosen span as the heaviest of its claims states it.</summary>
    public static Occurrence OccurrenceOf(FieldChoice<OccurrenceSpan> choice) => StatedBy(choice.Sayers().First());

    public static string SlugOf(Outcome outcome) => outcome switch
    {
        Outcome.Hit => "hit",
        Outcome.Intercepted => "intercepted",
        Outcome.Failed => "failed",
        _ => IncidentClaims.UnknownSlug,
    };

    private static Occurrence StatedBy(RecordedReport report) =>
        (report.Report switch
        {
            IncidentReport incident => incident.Occurred,
            AssessmentReport assessment => assessment.Set.Occurred,
            _ => null,
        }) ?? throw new InvalidOperationException($"report {report.Report.Id} claims no day");

    private static ImmutableArray<Member<DateOnly>> Days(FieldChoice<OccurrenceSpan> choice)
    {
        if (!choice.IsKnown)
        {
            return [];
        }

        var chosen = OccurrenceOf(choice).From;
        if (!choice.Contested)
        {
            return [new Member<DateOnly>(chosen, Membership.Low)];
        }

        // Claims that contradict each other may still begin on one day.
        var others = choice.Alternatives()
            .Select(group => StatedBy(group.Claims[0].From).From)
            .Where(day => day != chosen)
            .Distinct()
            .Order()
            .ToList();
        return
        [
            new Member<DateOnly>(chosen, others.Count == 0 ? Membership.Low : Membership.Best),
            .. others.Select(day => new Member<DateOnly>(day, Membership.High)),
        ];
    }

    private static ImmutableArray<PlaceMember> Places(FieldChoice<SubjectId> choice)
    {
        if (!choice.IsKnown)
        {
            return [new PlaceMember(SubjectId.World, null, Membership.Low)];
        }

        var chosen = new PlaceMember(
            choice.Value,
            PlaceField.Within(choice.Value, choice.Sayers()),
            choice.Contested ? Membership.Best : Membership.Low);
        return choice.Contested
            ?
            [
                chosen,
                .. choice.Alternatives()
                    .OrderBy(group => group.Value.Kind)
                    .ThenBy(group => group.Value.Key, StringComparer.Ordinal)
                    .Select(group => new PlaceMember(
                        group.Value,
                        PlaceField.Within(group.Value, group.Claims.OrderByDescending(claim => claim.Weight).Select(claim => claim.From)),
                        Membership.High)),
            ]
            : [chosen];
    }

    private static ImmutableArray<Member<string>> Slugs<T>(FieldChoice<T> choice, Func<T, string> slug)
        where T : notnull
    {
        if (!choice.IsKnown)
        {
            return [new Member<string>(IncidentClaims.UnknownSlug, Membership.Low)];
        }

        return choice.Contested
            ?
            [
                new Member<string>(slug(choice.Value), Membership.Best),
                .. choice.Alternatives()
                    .Select(group => slug(group.Value))
                    .Order(StringComparer.Ordinal)
                    .Select(value => new Member<string>(value, Membership.High)),
            ]
            : [new Member<string>(slug(choice.Value), Membership.Low)];
    }

    private static ImmutableArray<GroupMember> Groups(Choices choices)
    {
        var groups = ImmutableArray.CreateBuilder<GroupMember>(choices.Perpetrators.Length + choices.Targets.Length);
        foreach (var group in choices.Perpetrators)
        {
            groups.Add(new GroupMember(group.Group, GroupRole.Perpetrator, group.Membership));
        }

        foreach (var group in choices.Targets)
        {
            groups.Add(new GroupMember(group.Group, GroupRole.Target, group.Membership));
        }

        return groups.MoveToImmutable();
    }

    private static ImmutableArray<PartyFigures> Casualties(Choices choices)
    {
        var killed = choices.Claims.Killed.Keys;
        var injured = choices.Claims.Injured.Keys;
        if (killed.Count + injured.Count == 0)
        {
            return [];
        }

        // Both key lists are sorted: merge them.
        var parties = ImmutableArray.CreateBuilder<PartyFigures>(Math.Max(killed.Count, injured.Count));
        for (int k = 0, i = 0; k < killed.Count || i < injured.Count;)
        {
            var order = k == killed.Count ? 1 : i == injured.Count ? -1 : string.CompareOrdinal(killed[k], injured[i]);
            var party = order <= 0 ? killed[k] : injured[i];
            parties.Add(new PartyFigures(
                party.Length == 0 ? null : party,
                order <= 0 ? choices.Killed[k++].Assessed : null,
                order >= 0 ? choices.Injured[i++].Assessed : null));
        }

        return parties.ToImmutable();
    }

    private static ImmutableArray<string> Roots(List<RecordedReport> live)
    {
        if (live.Count == 1)
        {
            return [live[0].Report.RootSource];
        }

        var roots = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var report in live)
        {
            roots.Add(report.Report.RootSource);
        }

        return [.. roots];
    }
}
