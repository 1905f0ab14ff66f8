using System.Collections.Immutable;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>Turns "these reports join this thread" into the ledger entry and the thread's next state. Decides nothing of its own: the
/// assessment is the domain's.</summary>
public sealed class EntryComposer(ICatalogue catalogue, AssessmentRules rules)
{
    private const int MaxMembers = 500;

    /// <summary>The thread after these reports joined it, and the effects of that on tallies and signals.</summary>
    /// <param name="thread">The thread as it stands.</param>
    /// <param name="joining">Reports that join, already addressed.</param>
    /// <param name="at">The entry that does it.</param>
    public (IncidentThread Next, EntryEffects Effects) Join(IncidentThread thread, IReadOnlyList<AddressedReport> joining, EntryAddress at)
    {
        ArgumentNullException.ThrowIfNull(thread);
        return Become(thread, thread.Reports.AddRange(joining), at);
    }

    /// <summary>The thread made of exactly these reports, at its next revision.</summary>
    public (IncidentThread Next, EntryEffects Effects) Become(IncidentThread thread, ImmutableArray<AddressedReport> reports, EntryAddress at)
    {
        ArgumentNullException.ThrowIfNull(thread);
        var revision = thread.Revision + 1;
        var recorded = reports.Select(r => r.Report).ToList();
        var contribution = Assessor.Contribute(thread.Id, revision, recorded, rules);
        var effects = SignalEffects(thread.Reports, reports);
        if (thread.Contribution is not null || contribution is not null)
        {
            effects = effects with { Changes = [new IncidentChange(thread.Id, thread.Contribution, contribution)] };
        }

        var next = thread with
        {
            Revision = revision,
            Address = at,
            Reports = reports,
            Contribution = contribution,
            ClosedInto = null,
        };
        return (next, effects);
    }

    /// <summary>The leaf facts of all subjects an entry concerns.</summary>
    public static IReadOnlyList<string> SubjectsOf(EntryEffects effects, IEnumerable<Signal> withdrawn)
    {
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentNullException.ThrowIfNull(withdrawn);
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in effects.Changes)
        {
            RevisionTerms.AddSubjects(subjects, change.Before);
            RevisionTerms.AddSubjects(subjects, change.After);
        }

        foreach (var signal in withdrawn.Concat(effects.Restored).Concat(effects.Raised is null ? [] : [effects.Raised]))
        {
            foreach (var subject in signal.Subjects)
            {
                subjects.Add(subject.ToString());
            }
        }

        return [.. subjects];
    }

    /// <summary>The stored form of a thread's revision.</summary>
    public NewRevision RevisionOf(IncidentThread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        var contribution = thread.Contribution;
        DateOnly? from = null;
        DateOnly? to = null;
        foreach (var day in contribution?.Days ?? [])
        {
            from = from is null || day.Value < from ? day.Value : from;
            to = to is null || day.Value > to ? day.Value : to;
        }

        return new NewRevision
        {
            Incident = thread.Id,
            Revision = thread.Revision,
            DayFrom = from,
            DayTo = to,
            Terms = [.. RevisionTerms.Of(contribution), .. RevisionTerms.OfScopes(thread.Reports.Select(r => r.Report)), .. RevisionTerms.OfSignals(LiveSignals(thread.Reports).Values)],
            SearchText = contribution is null ? "" : SearchText(thread),
            Contribution = contribution is null ? ReadOnlyMemory<byte>.Empty : ContributionCodec.Encode(contribution),
            Reports = [.. thread.Reports.Select(r => r.Address)],
        };
    }

    /// <summary>The signal a report raises, or null for reports about incidents.</summary>
    public Signal? SignalOf(RecordedReport recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ImmutableArray<SubjectId> subjects = recorded.Report switch
        {
            StatementReport statement => catalogue.FindGroup(statement.Speaker) is { } speaker
                ? [.. statement.About.Append(SubjectId.Group(speaker.Key)).Distinct()]
                : statement.About,
            PostureReport posture => [posture.Subject],
            PresenceReport presence => [SubjectId.Base(presence.Base), .. Members(presence.Group)],
            TotalReport total => total.Target is null
                ? total.Scope
                : [.. total.Scope.Append(SubjectId.Group(total.Target)).Distinct()],
            _ => default,
        };
        return subjects.IsDefault ? null : new Signal(recorded.Report, recorded.ReceivedAt, subjects);
    }

    /// <summary>A group and its members: the absence of a group is the absence of each of them.</summary>
    private IEnumerable<SubjectId> Members(string group) =>
        catalogue.Within(SubjectId.Group(group)).Append(SubjectId.Group(group)).Distinct().Take(MaxMembers);

    private EntryEffects SignalEffects(ImmutableArray<AddressedReport> before, ImmutableArray<AddressedReport> after)
    {
        var liveBefore = LiveSignals(before);
        var liveAfter = LiveSignals(after);
        if (liveBefore.Count == 0 && liveAfter.Count == 0)
        {
            return EntryEffects.None;
        }

        var known = before.Select(r => r.Report.Report.Id).ToHashSet(StringComparer.Ordinal);
        Signal? raised = null;
        var withdrawn = ImmutableArray.CreateBuilder<string>();
        var restored = ImmutableArray.CreateBuilder<Signal>();
        foreach (var (id, signal) in liveAfter)
        {
            if (liveBefore.ContainsKey(id))
            {
                continue;
            }

            if (known.Contains(id))
            {
                restored.Add(signal);
            }
            else
            {
                raised = signal;
            }
        }

        foreach (var id in liveBefore.Keys)
        {
            if (!liveAfter.ContainsKey(id))
            {
                withdrawn.Add(id);
            }
        }

        return new EntryEffects { Raised = raised, Withdrawn = withdrawn.ToImmutable(), Restored = restored.ToImmutable() };
    }

    /// <summary>The signals of a thread that hold, by report id.</summary>
    public Dictionary<string, Signal> LiveSignals(ImmutableArray<AddressedReport> reports)
    {
        var signals = new Dictionary<string, Signal>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            if (SignalOf(report.Report) is { } signal)
            {
                signals[report.Report.Report.Id] = signal;
            }
        }

        if (signals.Count > 0 && reports.Length > 1)
        {
            var retractions = Retractions.Resolve(reports.Select(r => r.Report).ToList());
            foreach (var id in signals.Keys.Where(retractions.Withdraws).ToList())
            {
                signals.Remove(id);
            }
        }

        return signals;
    }

    private static string SearchText(IncidentThread thread)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (_, recorded) in thread.Reports)
        {
            if (recorded.Report is not IncidentReport report)
            {
                continue;
            }

            Add(report.Place?.Name);
            Add(report.Place?.Base);
            Add(report.Place?.Region);
            Add(report.Type);
            Add(report.Weapon);
            Add(report.Quote);
            Add(report.Source);
            foreach (var perpetrator in report.Perpetrators)
            {
                Add(perpetrator.Group);
            }

            foreach (var target in report.Targets)
            {
                Add(target);
            }
        }

        var text = string.Join('\n', words);
        return text.Length <= 4_000 ? text : text[..4_000];

        void Add(string? word)
        {
            if (!string.IsNullOrEmpty(word))
            {
                words.Add(word);
            }
        }
    }
}
