using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Signals;

/// <summary>A protective measure at a subject as one source last stated it.</summary>
/// <param name="From">The signal that states it.</param>
public sealed record MeasureState(SubjectId Subject, string Measure, string Source, PostureStatus Status, Signal From);

/// <summary>
/// The signals that hold: raised and not withdrawn. Holding is one thing, being the last word another: a later posture replaces the earlier
/// one of the same source, subject and measure when read (<see cref="Measures"/>), and comes back when the later one is withdrawn;
/// totals and statements never replace each other.
/// </summary>
/// <remarks>Immutable. The same signals in any order and with any repetition give equal answers.</remarks>
public sealed class SignalSet
{
    private readonly ImmutableSortedDictionary<string, Signal> held;

    private SignalSet(ImmutableSortedDictionary<string, Signal> held) => this.held = held;

    public static SignalSet Empty { get; } = new(ImmutableSortedDictionary.Create<string, Signal>(StringComparer.Ordinal));

    /// <summary>All signals that hold, by report id.</summary>
    public IEnumerable<Signal> Held => held.Values;

    public int Count => held.Count;

    /// <summary>These signals, all of which hold.</summary>
    public static SignalSet Of(IEnumerable<Signal> holding)
    {
        ArgumentNullException.ThrowIfNull(holding);
        return Empty.With(holding);
    }

    /// <summary>The signal reports among <paramref name="reports"/> that no retraction among them withdraws, in report order.</summary>
    /// <param name="reports">Signals and the retractions that name them, or name one of those retractions; any order, any repetition.</param>
    public static ImmutableArray<RecordedReport> Holding(IReadOnlyCollection<RecordedReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var ordered = ReportOrder.Sort(reports);
        var retractions = Retractions.ResolveOrdered(ordered);
        var holding = ImmutableArray.CreateBuilder<RecordedReport>();
        foreach (var recorded in ordered)
        {
            if (IsSignal(recorded.Report) && !retractions.Withdraws(recorded.Report.Id))
            {
                holding.Add(recorded);
            }
        }

        return holding.ToImmutable();
    }

    /// <summary>True for reports that are signals: they never revise an incident.</summary>
    public static bool IsSignal(Report report) => report is StatementReport or PostureReport or PresenceReport or TotalReport;

    /// <summary>The set after an entry. Applying the same entry again changes nothing.</summary>
    public SignalSet After(EntryEffects effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        var next = held.RemoveRange(effects.Withdrawn);
        if (effects.Raised is { } raised)
        {
            next = next.SetItem(raised.Report.Id, raised);
        }

        return new SignalSet(next).With(effects.Restored);
    }

    /// <summary>The last word of each source on each measure of each subject, in that order; ended ones included.</summary>
    public ImmutableArray<MeasureState> Measures()
    {
        var last = new Dictionary<(SubjectId Subject, string Measure, string Source), MeasureState>();
        foreach (var signal in held.Values)
        {
            if (signal.Report is not PostureReport posture)
            {
                continue;
            }

            foreach (var measure in posture.Measures)
            {
                var key = (posture.Subject, measure, posture.RootSource);
                if (!last.TryGetValue(key, out var stated) || signal.IsLaterThan(stated.From))
                {
                    last[key] = new MeasureState(posture.Subject, measure, posture.RootSource, posture.Status, signal);
                }
            }
        }

        return
        [
            .. last.Values
                .OrderBy(state => state.Subject.Kind)
                .ThenBy(state => state.Subject.Key, StringComparer.Ordinal)
                .ThenBy(state => state.Measure, StringComparer.Ordinal)
                .ThenBy(state => state.Source, StringComparer.Ordinal),
        ];
    }

    private SignalSet With(IEnumerable<Signal> signals)
    {
        var next = held;
        foreach (var signal in signals)
        {
            next = next.SetItem(signal.Report.Id, signal);
        }

        return ReferenceEquals(next, held) ? this : new SignalSet(next);
    }
}
