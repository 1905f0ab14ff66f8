using Actors.Domain.Reports;
using Actors.Testing;

namespace Actors.Domain.Tests.Reports;

public sealed class FirstNewsDayTests
{
    private const string Lines = "scenarios/iraq-2023-11-09.ndjson";

    [SharedDataFact(Lines)]
    public void ReadOne_ReadsEveryLine_OfTheFirstNewsDay()
    {
        var lines = File.ReadAllLines(SharedData.PathOf(Lines)).Where(line => line.Length > 0).ToList();

        var reports = lines.Select(line =>
        {
            var result = ReportReader.ReadOne(System.Text.Encoding.UTF8.GetBytes(line));
            Assert.Empty(result.Errors);
            return Assert.Single(result.Reports!);
        }).ToList();

        Assert.Equal(18, reports.Count);
        Assert.Equal(
            Enumerable.Range(1, 18).Select(number => $"guardian:2023-11-09:{number:00}"),
            reports.Select(report => report.Id));
        var total = Assert.IsType<TotalReport>(reports[6]);
        Assert.Equal(Figure.AtLeast(40), total.Value);
        Assert.Equal([SubjectId.Region("iq"), SubjectId.Region("sy")], total.Scope.AsEnumerable());
        var mosul = Assert.IsType<IncidentReport>(reports[1]);
        Assert.Equal(36.34, mosul.Place!.Lat);
        Assert.Equal(Outcome.Hit, mosul.Outcome);
        Assert.Equal(Figure.Exactly(0), mosul.Casualties[1].Killed);
        Assert.Equal(PostureStatus.Considered, Assert.IsType<PostureReport>(reports[17]).Status);
    }
}
