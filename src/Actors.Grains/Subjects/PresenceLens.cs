using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Signals;
using Actors.Domain.Tallies;

namespace Actors.Grains.Subjects;

/// <summary>How presence signals a subject holds bear on its answers.</summary>
internal sealed class PresenceLens(SubjectState state, ICatalogue catalogue)
{
    private readonly PresenceView view = new(state.Signals, catalogue);

    /// <summary>Where the group asked about as target is said to be absent; null: nowhere, or the cells cannot use it (an umbrella: absence
    /// may concern only some of its members).</summary>
    public PresenceContradicted? For(SubjectId? party, TallyFilter filter) =>
        view.IsEmpty || party is not { } group || group != state.Subject || filter.Target is not null
            || catalogue.Within(group).Any(member => catalogue.Canonical(member) != group)
            ? null
            : (atBase, day) => view.Contradicts(atBase, day, group);

    /// <summary>True when presence may contest incidents in a way the cells cannot tell: the list is folded then.</summary>
    /// <remarks>A group hears only of its own presence: about another target its cells know nothing.</remarks>
    public bool MayContestMore(TallyFilter filter, TallyBy by) =>
        (state.Subject.Kind == SubjectKind.Group && (by == TallyBy.Target || (filter.Target is { } target && target != state.Subject)))
        || (!view.IsEmpty && For(TallyQuestions.PartyAttacked(filter), filter) is null);
}
