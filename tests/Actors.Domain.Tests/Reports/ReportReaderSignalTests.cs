using Actors.Domain.Reports;
using static Actors.Domain.Tests.Reports.Refusals;

namespace Actors.Domain.Tests.Reports;

public sealed class ReportReaderSignalTests
{
    [Theory]
    [InlineData("2023-11-09T18:30:00Z", "2023-11-09T18:30:00")]
    [InlineData("2023-11-09T21:30:00+03:00", "2023-11-09T18:30:00")]
    [InlineData("2023-11-09T13:00:00.25-05:30", "2023-11-09T18:30:00.25")]
    [InlineData("2023-12-31T23:30:00-01:00", "2024-01-01T00:30:00")]
    [InlineData("2023-11-09T18:30:00.123456789Z", "2023-11-09T18:30:00.1234567")]
    public void Read_TurnsTimesIntoUtc(string time, string utc) =>
        Assert.Equal(
            new DateTimeOffset(DateTime.Parse(utc), TimeSpan.Zero),
            Accept<IncidentReport>(Incident("").Replace("2023-11-09T18:30:00Z", time, StringComparison.Ordinal)).PublishedAt);

    [Theory]
    [InlineData("2023-11-09T18:30:00", "offset is missing")]
    [InlineData("2023-11-09", "time of day is missing")]
    [InlineData("2023-02-30T18:30:00Z", "no day 30 in 2023-02")]
    [InlineData("2023-11-09T24:00:00Z", "24:00:00 is no time of day")]
    [InlineData("2023-11-09T23:59:60Z", "leap seconds")]
    [InlineData("2023-11-09T18:30Z", "RFC 3339")]
    [InlineData("2023-11-09 18:30:00Z", "RFC 3339")]
    [InlineData("2023-11-09T18:30:00.Z", "RFC 3339")]
    [InlineData("2023-11-09T18:30:00+3:00", "RFC 3339")]
    [InlineData("2023-11-09T18:30:00+0300", "RFC 3339")]
    [InlineData("2023-11-09T18:30:00+03:60", "no offset")]
    [InlineData("2023-11-09T18:30:00ZZ", "RFC 3339")]
    [InlineData("1699554600", "RFC 3339")]
    [InlineData("yesterday", "RFC 3339")]
    [InlineData("1899-12-31T23:59:59Z", "between 1900 and 2200")]
    [InlineData("2200-12-31T23:59:59-01:00", "between 1900 and 2200")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001 to 9999")]
    [InlineData("0000-01-01T00:00:00Z", "no year 0000")]
    public void Read_RefusesATime(string time, string detail) =>
        Refuse(Incident("").Replace("2023-11-09T18:30:00Z", time, StringComparison.Ordinal), ("/publishedAt", detail));

    [Theory]
    [InlineData("statement", "", "/speaker", "/stance")]
    [InlineData("posture", "", "/subject", "/measures", "/status")]
    [InlineData("presence", "", "/base", "/group", "/present")]
    [InlineData("total", "", "/scope", "/measure", "/value", "/asOf")]
    [InlineData("retraction", "", "/retracts", "/reason")]
    [InlineData("assessment", "", "/incident", "/reason", "/set")]
    public void Read_NamesWhatAKindRequires(string kind, string properties, params string[] pointers)
    {
        var result = Read(Of(kind, properties));

        Assert.Equal(pointers, result.Errors.Select(error => error.Pointer));
        Assert.All(result.Errors, error => Assert.Contains("is required", error.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ReadsAStatement()
    {
        var report = Accept<StatementReport>(Of("statement", "\"speaker\":\"iran\",\"stance\":\"denial\",\"about\":[\"group:iran\",\"base:Al Asad Airbase\"],\"condition\":\"a\\nb\""));

        Assert.Equal(Stance.Denial, report.Stance);
        Assert.Equal([SubjectId.Group("iran"), SubjectId.Base("Al Asad Airbase")], report.About.AsEnumerable());
        Assert.Equal("a\nb", report.Condition);
    }

    [Fact]
    public void Read_ReadsAnAssessment_AsAnIncidentThatStatesOnlyWhatItDecides()
    {
        var report = Accept<AssessmentReport>(Of("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":{\"outcome\":\"intercepted\"}"));

        Assert.Equal(
            new IncidentReport { Id = report.Id, Source = report.Source, PublishedAt = report.PublishedAt, Outcome = Outcome.Intercepted },
            report.Set);
    }

    [Theory]
    [InlineData("statement", "\"speaker\":\"a\",\"stance\":\"thread\"", "/stance", "Did you mean 'threat'? Allowed: threat, denial, responsibility, blame, condemnation")]
    [InlineData("statement", "\"speaker\":\"a\",\"stance\":\"blame\",\"about\":[\"iran\"]", "/about/0", "base:, region: or group:")]
    [InlineData("statement", "\"speaker\":\"a\",\"stance\":\"blame\",\"about\":[\"country:iq\"]", "/about/0", "base:, region: or group:")]
    [InlineData("statement", "\"speaker\":\"a\",\"stance\":\"blame\",\"about\":[\"group:\"]", "/about/0", "base:, region: or group:")]
    [InlineData("statement", "\"speaker\":\"a\",\"stance\":\"blame\",\"about\":[\"group: iran\"]", "/about/0", "base:, region: or group:")]
    [InlineData("posture", "\"subject\":\"group:us-forces\",\"measures\":[\"shelter\"],\"status\":\"active\"", "/subject", "base: or region:")]
    [InlineData("posture", "\"subject\":\"region:iq\",\"measures\":[],\"status\":\"active\"", "/measures", "at least one measure of: increase-patrols")]
    [InlineData("posture", "\"subject\":\"region:iq\",\"measures\":[\"shelter\",\"hide\"],\"status\":\"active\"", "/measures/1", "Allowed: increase-patrols, restrict-access")]
    [InlineData("posture", "\"subject\":\"region:iq\",\"measures\":[\"shelter\"],\"status\":\"over\"", "/status", "Allowed: active, planned, considered, ended")]
    [InlineData("presence", "\"base\":\"b\",\"group\":\"g\",\"present\":\"yes\"", "/present", "must be true or false")]
    [InlineData("presence", "\"base\":\"b\",\"group\":\"g\",\"present\":true,\"since\":\"2023-11-31\"", "/since", "no day 31")]
    [InlineData("presence", "\"base\":\"group:b\",\"group\":\"g\",\"present\":true", "/base", "a base is needed")]
    [InlineData("total", "\"scope\":[],\"measure\":\"attacks\",\"value\":3,\"asOf\":\"2023-11-09\"", "/scope", "at least one base, region or group")]
    [InlineData("total", "\"scope\":[\"region:iq\"],\"measure\":\"wounded\",\"value\":3,\"asOf\":\"2023-11-09\"", "/measure", "Allowed: attacks, killed, injured")]
    [InlineData("total", "\"scope\":[\"region:iq\"],\"measure\":\"attacks\",\"value\":\"unknown\",\"asOf\":\"2023-11-09\"", "/value", "must state a number")]
    [InlineData("total", "\"scope\":[\"region:iq\"],\"measure\":\"attacks\",\"value\":{\"atLeast\":-4},\"asOf\":\"2023-11-09\"", "/value/atLeast", "between 0")]
    [InlineData("total", "\"scope\":[\"region:iq\"],\"measure\":\"attacks\",\"value\":3,\"asOf\":\"2023-11-09\",\"from\":\"2023-11-10\"", "/asOf", "is before from, 2023-11-10")]
    [InlineData("total", "\"scope\":[\"region:iq\"],\"measure\":\"attacks\",\"value\":3,\"asOf\":\"2023-11-09\",\"fromPrecision\":\"day\"", "/fromPrecision", "there is no 'from'")]
    [InlineData("retraction", "\"retracts\":\"b\",\"reason\":\" \"", "/reason", "must not be empty")]
    [InlineData("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":{}", "/set", "at least one field of: occurred, place, type, weapon, perpetrators, targets, outcome, damage, casualties")]
    [InlineData("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":{\"outcome\":null}", "/set", "at least one field")]
    [InlineData("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":{\"targets\":[]}", "/set/targets", "an empty list decides nothing")]
    [InlineData("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":{\"outcome\":\"hit\",\"quote\":\"x\"}", "/set/quote", "Known here: occurred, place")]
    [InlineData("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":{\"casualties\":[{\"killed\":-1}]}", "/set/casualties/0/killed", "between 0")]
    [InlineData("assessment", "\"incident\":\"i\",\"reason\":\"r\",\"set\":\"hit\"", "/set", "must be an object of the fields it decides")]
    public void Read_Refuses(string kind, string properties, string pointer, string detail) => Refuse(Of(kind, properties), (pointer, detail));

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("-1")]
    [InlineData("2.5")]
    [InlineData("\"2\"")]
    public void Read_RefusesACredibility(string grade) => Assert.Equal("/credibility", Assert.Single(Read(Incident($"\"credibility\":{grade}")).Errors).Pointer);
}
