using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Signals;
using Actors.Domain.Tests.Incidents;

namespace Actors.Domain.Tests.Signals;

public sealed class SignalSetTests
{
    private static readonly SubjectId MiddleEast = SubjectId.Region("middle-east");

    internal static Signal SignalOf(Report report) => new(report, report.PublishedAt.AddMinutes(1), []);

    [Fact]
    public void Posture_ReplacesTheEarlierOneMeasureByMeasure_WhenSourceAndSubjectAreTheSame()
    {
        var set = SignalSet.Of(
        [
            SignalOf(Posture("b", "us-officials", 20, PostureStatus.Active, "evacuate-families")),
            SignalOf(Posture("a", "us-officials", 10, PostureStatus.Considered, "evacuate-families", "restrict-access")),
            SignalOf(Posture("c", "pentagon", 5, PostureStatus.Planned, "evacuate-families")),
        ]);

        Assert.Equal(
            [
                ("evacuate-families", "pentagon", PostureStatus.Planned, "c"),
                ("evacuate-families", "us-officials", PostureStatus.Active, "b"),
                ("restrict-access", "us-officials", PostureStatus.Considered, "a"),
            ],
            set.Measures().Select(state => (state.Measure, state.Source, state.Status, state.From.Report.Id)).ToArray());
        Assert.Equal(3, set.Count);
    }

    [Fact]
    public void Posture_ComesBack_WhenTheOneThatReplacedItIsWithdrawn()
    {
        var set = SignalSet.Of(
        [
            SignalOf(Posture("a", "us-officials", 10, PostureStatus.Considered, "evacuate-families")),
            SignalOf(Posture("b", "us-officials", 20, PostureStatus.Active, "evacuate-families")),
        ]);

        var after = set.After(new EntryEffects { Withdrawn = ["b"] });

        Assert.Equal(PostureStatus.Considered, Assert.Single(after.Measures()).Status);
        Assert.Equal(PostureStatus.Active, Assert.Single(set.Measures()).Status);
    }

    [Fact]
    public void Totals_NeverReplaceEachOther_WhenOneSourceStatesSeveral()
    {
        var set = SignalSet.Of([SignalOf(Total("a", 10)), SignalOf(Total("b", 20))]);

        Assert.Equal(2, set.Held.Count());
    }

    [Fact]
    public void Entry_RaisesWithdrawsAndRestores_AndChangesNothingWhenAppliedAgain()
    {
        var a = SignalOf(Total("a", 10));
        var b = SignalOf(Total("b", 20));
        var raised = SignalSet.Empty.After(new EntryEffects { Raised = a }).After(new EntryEffects { Raised = b });
        var withdrawal = new EntryEffects { Withdrawn = ["a"] };
        var restoration = new EntryEffects { Restored = [a] };

        Assert.Equal(["b"], Ids(raised.After(withdrawal).After(withdrawal)));
        Assert.Equal(["a", "b"], Ids(raised.After(withdrawal).After(restoration).After(restoration)));
    }

    [Fact]
    public void Signals_Hold_UnlessARetractionThatHoldsNamesThem()
    {
        var a = Reported.Record(Total("a", 10));
        var b = Reported.Record(Total("b", 11));
        var incident = FirstNewsDay.Harir03;
        var retraction = Reported.Retraction("r", "a", 30);
        var restoring = Reported.Retraction("s", "r", 40);

        Assert.Equal(["b"], SignalSet.Holding([b, retraction, a, incident, a]).Select(report => report.Report.Id));
        Assert.Equal(["a", "b"], SignalSet.Holding([b, restoring, retraction, a]).Select(report => report.Report.Id));
    }

    private static string[] Ids(SignalSet set) => [.. set.Held.Select(signal => signal.Report.Id)];

    private static PostureReport Posture(string id, string source, int minute, PostureStatus status, params string[] measures) => new()
    {
        Id = id,
        Source = source,
        PublishedAt = Reported.Evening.AddMinutes(minute),
        Subject = MiddleEast,
        Measures = [.. measures],
        Status = status,
    };

    private static TotalReport Total(string id, int minute) => new()
    {
        Id = id,
        Source = "us-officials",
        PublishedAt = Reported.Evening.AddMinutes(minute),
        Scope = [SubjectId.Region("iq")],
        Measure = TotalMeasure.Attacks,
        Value = Figure.Exactly(3),
        AsOf = new DateOnly(2023, 11, 9),
    };
}
