using Actors.Domain.Reports;
using static Actors.Domain.Tests.Reports.Refusals;

namespace Actors.Domain.Tests.Reports;

public sealed class ReportReaderIncidentTests
{
    [Fact]
    public void Read_FillsDefaults_AndKeepsNamesAsWritten()
    {
        var report = Accept<IncidentReport>(Incident(
            """
            "occurred":{"from":"2023-11-09"},"place":{"base":"Al Asad Airbase","region":"Anbar"},"perpetrators":[{"group":"Kata'ib X"}],
            "targets":[{"group":"US forces"}],"casualties":[{"killed":"unknown","injured":{"low":1,"best":2,"high":3}}]
            """));

        Assert.Equal(new Occurrence(new DateOnly(2023, 11, 9), new DateOnly(2023, 11, 9), DayPrecision.Day, null), report.Occurred);
        Assert.Equal(new Place { Base = "Al Asad Airbase", Region = "Anbar" }, report.Place);
        Assert.Equal(new Perpetrator("Kata'ib X", PerpetratorRole.Suspected, null), Assert.Single(report.Perpetrators));
        Assert.Equal("US forces", Assert.Single(report.Targets));
        Assert.Equal(new Casualties(null, null, new Figure(1, 2, 3)), Assert.Single(report.Casualties));
    }

    [Theory]
    [InlineData("\"lat\":36.34,\"lon\":43.13")]
    [InlineData("\"name\":\"near Mosul\"")]
    [InlineData("\"region\":\"iq\"")]
    [InlineData("\"base\":\"base:al-harir\"")]
    [InlineData("\"base\":\"FOB: Sykes\"")]
    [InlineData("\"lat\":-90,\"lon\":180.0")]
    public void Read_AcceptsAPlace(string place) => Accept<IncidentReport>(Incident($"\"place\":{{{place}}}"));

    [Theory]
    [InlineData("", "/place", "must say where")]
    [InlineData("\"precision\":\"near\"", "/place", "must say where")]
    [InlineData("\"base\":null", "/place", "must say where")]
    [InlineData("\"lat\":36.34", "/place/lon", "together")]
    [InlineData("\"lon\":36.34,\"lat\":null", "/place/lat", "together")]
    [InlineData("\"lat\":90.01,\"lon\":0", "/place/lat", "between -90 and 90")]
    [InlineData("\"lat\":0,\"lon\":-180.5", "/place/lon", "between -180 and 180")]
    [InlineData("\"lat\":1e999,\"lon\":0", "/place/lat", "between -90 and 90")]
    [InlineData("\"lat\":\"36\",\"lon\":0", "/place/lat", "number of degrees")]
    [InlineData("\"base\":\"region:iq\"", "/place/base", "is a region; a base is needed")]
    [InlineData("\"region\":\"base:al-harir\"", "/place/region", "is a base; a region is needed")]
    [InlineData("\"base\":\"\"", "/place/base", "must not be empty")]
    [InlineData("\"base\":\"a\",\"precision\":\"roughly\"", "/place/precision", "Allowed: exact, near, area")]
    [InlineData("\"base\":\"a\",\"latitude\":3", "/place/latitude", "Did you mean 'lat'?")]
    public void Read_RefusesAPlace(string place, string pointer, string detail) => Refuse(Incident($"\"place\":{{{place}}}"), (pointer, detail));

    [Theory]
    [InlineData("{\"from\":\"2023-02-29\"}", "/occurred/from", "no day 29 in 2023-02, which has 28 days")]
    [InlineData("{\"from\":\"2023-13-01\"}", "/occurred/from", "no month 13")]
    [InlineData("{\"from\":\"2023-00-01\"}", "/occurred/from", "no month 00")]
    [InlineData("{\"from\":\"2023-1-1\"}", "/occurred/from", "yyyy-MM-dd")]
    [InlineData("{\"from\":\"09/11/2023\"}", "/occurred/from", "yyyy-MM-dd")]
    [InlineData("{\"from\":\"2023-11-09T00:00:00Z\"}", "/occurred/from", "yyyy-MM-dd")]
    [InlineData("{\"from\":\"1899-12-31\"}", "/occurred/from", "between 1900 and 2200")]
    [InlineData("{\"from\":\"2201-01-01\"}", "/occurred/from", "between 1900 and 2200")]
    [InlineData("{\"from\":20231109}", "/occurred/from", "must be a string")]
    [InlineData("{\"from\":\"2023-11-09\",\"to\":\"2023-11-08\"}", "/occurred/to", "2023-11-08 is before from, 2023-11-09")]
    [InlineData("{\"to\":\"2023-11-08\"}", "/occurred/from", "is required")]
    [InlineData("{\"from\":null}", "/occurred/from", "cannot be null")]
    [InlineData("{\"from\":\"2023-11-09\",\"precision\":\"hour\"}", "/occurred/precision", "Allowed: day, week, month, year, approximate")]
    [InlineData("{\"from\":\"2023-11-09\",\"zone\":\"Asia/Bagdad\"}", "/occurred/zone", "IANA name")]
    [InlineData("{\"from\":\"2023-11-09\",\"zone\":\"../../etc/passwd\"}", "/occurred/zone", "IANA name")]
    [InlineData("{\"from\":\"2023-11-09\",\"zone\":\"\"}", "/occurred/zone", "IANA name")]
    [InlineData("\"2023-11-09\"", "/occurred", "must be an object")]
    public void Read_RefusesATimeOfOccurring(string occurred, string pointer, string detail) => Refuse(Incident($"\"occurred\":{occurred}"), (pointer, detail));

    [Theory]
    [InlineData("3", 3L, 3L, 3L)]
    [InlineData("0", 0L, 0L, 0L)]
    [InlineData("1000000000", 1_000_000_000L, 1_000_000_000L, 1_000_000_000L)]
    [InlineData("{\"atLeast\":40}", 40L, 40L, null)]
    [InlineData("{\"atMost\":9}", 0L, 9L, 9L)]
    [InlineData("{\"high\":5,\"low\":2,\"best\":3}", 2L, 3L, 5L)]
    [InlineData("{\"low\":2,\"best\":3,\"high\":null}", 2L, 3L, null)]
    public void Read_AcceptsAFigure(string figure, long low, long best, long? high) =>
        Assert.Equal(new Figure(low, best, high), Accept<IncidentReport>(Incident($"\"casualties\":[{{\"killed\":{figure}}}]")).Casualties[0].Killed);

    [Theory]
    [InlineData("-1", "", "between 0 and 1000000000")]
    [InlineData("1000000001", "", "between 0 and 1000000000")]
    [InlineData("99999999999999999999999", "", "between 0 and 1000000000")]
    [InlineData("2.5", "", "without fraction or exponent")]
    [InlineData("3.0", "", "without fraction or exponent")]
    [InlineData("1e3", "", "without fraction or exponent")]
    [InlineData("\"3\"", "", "must be a figure: 3, {\"atLeast\": 40}")]
    [InlineData("\"many\"", "", "or \"unknown\"")]
    [InlineData("true", "", "must be a figure")]
    [InlineData("[3]", "", "must be a figure")]
    [InlineData("{}", "", "one of these forms")]
    [InlineData("{\"atLeast\":-1}", "/atLeast", "between 0 and")]
    [InlineData("{\"atLeast\":null}", "", "one of these forms")]
    [InlineData("{\"atLeast\":2,\"atMost\":5}", "", "one of these forms")]
    [InlineData("{\"low\":2,\"best\":3}", "", "one of these forms")]
    [InlineData("{\"low\":null,\"best\":3,\"high\":4}", "", "one of these forms")]
    [InlineData("{\"low\":4,\"best\":3,\"high\":5}", "", "low, 4, is above best, 3")]
    [InlineData("{\"low\":2,\"best\":6,\"high\":5}", "", "best, 6, is above high, 5")]
    [InlineData("{\"low\":2,\"best\":\"3\",\"high\":5}", "/best", "whole number")]
    [InlineData("{\"atleast\":4}", "/atleast", "Did you mean 'atLeast'?")]
    public void Read_RefusesAFigure(string figure, string below, string detail)
    {
        Refuse(Incident($"\"casualties\":[{{\"killed\":0}},{{\"party\":\"x\",\"killed\":{figure}}}]"), ("/casualties/1/killed" + below, detail));
        Refuse(Incident($"\"damage\":[{{\"object\":\"x\",\"count\":{figure}}}]"), ("/damage/0/count" + below, detail));
    }

    [Theory]
    [InlineData("\"casualties\":[{\"party\":\"us-forces\"}]", "/casualties/0", "must state killed, injured or both")]
    [InlineData("\"casualties\":[{\"party\":\"x\",\"killed\":1},{\"party\":\"x\",\"injured\":1}]", "/casualties/1/party", "'x' is there twice")]
    [InlineData("\"casualties\":[{\"killed\":1},{\"killed\":1}]", "/casualties/1/party", "two items are for all parties")]
    [InlineData("\"casualties\":[{\"party\":\"base:x\",\"killed\":1}]", "/casualties/0/party", "a group is needed")]
    [InlineData("\"casualties\":[{\"kiled\":1,\"injured\":0}]", "/casualties/0/kiled", "Did you mean 'killed'?")]
    [InlineData("\"casualties\":{\"killed\":1}", "/casualties", "must be an array")]
    [InlineData("\"casualties\":[null]", "/casualties/0", "must be an object")]
    [InlineData("\"targets\":[\"us-forces\"]", "/targets/0", "{\"group\": \"us-forces\"}")]
    [InlineData("\"targets\":[{}]", "/targets/0/group", "is required")]
    [InlineData("\"targets\":[{\"group\":\"a\",\"role\":\"claimed\"}]", "/targets/0/role", "Known here: group")]
    [InlineData("\"perpetrators\":[{\"group\":\"a\",\"role\":\"suspect\"}]", "/perpetrators/0/role", "Did you mean 'suspected'? Allowed: suspected, blamed, claimed")]
    [InlineData("\"perpetrators\":[{\"role\":\"claimed\"}]", "/perpetrators/0/group", "is required")]
    [InlineData("\"perpetrators\":[{\"group\":\"region:iq\"}]", "/perpetrators/0/group", "a group is needed")]
    [InlineData("\"damage\":[{\"extent\":\"fire\"}]", "/damage/0/object", "is required")]
    [InlineData("\"outcome\":\"intercept\"", "/outcome", "Did you mean 'intercepted'? Allowed: unknown, hit, intercepted, failed")]
    [InlineData("\"outcome\":\"Hit\"", "/outcome", "Did you mean 'hit'?")]
    [InlineData("\"type\":\"air-drone-stirke\"", "/type", "Did you mean 'air-drone-strike'? Allowed: battles,")]
    [InlineData("\"type\":\"unknown\"", "/type", "is not known here")]
    [InlineData("\"weapon\":\"Armed Drone\"", "/weapon", "must be a slug")]
    [InlineData("\"weapon\":\"armed--drone\"", "/weapon", "must be a slug")]
    [InlineData("\"weapon\":\"drone-\"", "/weapon", "must be a slug")]
    [InlineData("\"weapon\":\"\"", "/weapon", "must be a slug")]
    [InlineData("\"inResponseTo\":[\"\"]", "/inResponseTo/0", "must not be empty")]
    [InlineData("\"inResponseTo\":\"x\"", "/inResponseTo", "must be an array")]
    [InlineData("\"incident\":7", "/incident", "must be a string")]
    public void Read_RefusesAField(string property, string pointer, string detail) => Refuse(Incident(property), (pointer, detail));

    [Fact]
    public void Read_AcceptsAWeapon_NobodyHasHeardOf() =>
        Assert.Equal("trebuchet-2", Accept<IncidentReport>(Incident("\"weapon\":\"trebuchet-2\"")).Weapon);

    [Fact]
    public void Read_AcceptsEveryEventType()
    {
        foreach (var type in EventTypes.All)
        {
            Assert.Equal(type.Slug, Accept<IncidentReport>(Incident($"\"type\":\"{type.Slug}\"")).Type);
        }
    }

    [Theory]
    [InlineData("perpetrators", "{\"group\":\"g\"}")]
    [InlineData("targets", "{\"group\":\"g\"}")]
    [InlineData("damage", "{\"object\":\"o\"}")]
    [InlineData("inResponseTo", "\"r\"")]
    public void Read_Takes100Items_AndRefusesMore(string list, string item)
    {
        Accept<IncidentReport>(Incident($"\"{list}\":[{string.Join(',', Enumerable.Repeat(item, 100))}],\"outcome\":\"hit\""));
        Refuse(
            Incident($"\"{list}\":[{string.Join(',', Enumerable.Repeat(item, 103))}],\"outcome\":\"miss\""),
            ("/" + list, "more than 100 items"),
            ("/outcome", "Allowed"));
    }

    [Fact]
    public void Read_ListsEveryError_OfOneReport() =>
        Refuse(
            """
            {"kind":"incident","id":"","publishedAt":"2023-11-09T18:30:00","credibility":7,"place":{"lat":1},
             "casualties":[{"party":"a","killed":-1,"injured":1.5},{"party":"a","kill":0,"killed":0}],"outcome":"x","speaker":"iran"}
            """,
            ("/id", "must not be empty"),
            ("/publishedAt", "offset is missing"),
            ("/credibility", "between 1 and 6"),
            ("/place/lon", "together"),
            ("/casualties/0/killed", "between 0"),
            ("/casualties/0/injured", "whole number"),
            ("/casualties/1/kill", "'killed'"),
            ("/casualties/1/party", "twice"),
            ("/outcome", "Allowed"),
            ("/speaker", "'speaker' belongs to statement, not to a report of kind 'incident'"),
            ("/source", "is required"));
}
