using System.Globalization;
using System.Text.Json;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Ledger;
using Actors.Testing;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>The 997 events that UCDP published with other values in a later release.</summary>
public sealed class PublishedRevisionTests
{
    private const string File = "data/ucdp/revisions.json";

    [SharedDataTheory(File)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LaterRelease_HoldsEverywhere_AndAsOfBeforeWhatWasKnownThen(bool earlierFirst)
    {
        var events = Read();
        Assert.Equal(997, events.Count);
        await using var cluster = await ThreatCluster.StartAsync();
        var first = await ImportAsync(cluster, events, earlier: earlierFirst);
        var then = await cluster.Subject("region:sy").TallyAsync(new TallyQuery { MinPositions = first.ToString() });
        await ImportAsync(cluster, events, earlier: !earlierFirst);

        Assert.Empty(Differences(events, earlier: false, await ListAsync(cluster, positions: null)));
        Assert.Empty(Differences(events, earlier: earlierFirst, await ListAsync(cluster, first.ToString())));
        var asOf = await cluster.Subject("region:sy").TallyAsync(new TallyQuery { Positions = first.ToString() });
        Assert.Equal((then.Incidents, then.Killed), (asOf.Incidents, asOf.Killed));
    }

    private static List<JsonElement> Read()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(SharedData.PathOf(File)));
        return [.. document.RootElement.GetProperty("revisions").EnumerateArray().Select(e => e.Clone())];
    }

    private static async Task<LedgerVector> ImportAsync(ThreatCluster cluster, List<JsonElement> events, bool earlier)
    {
        var positions = LedgerVector.Zero;
        foreach (var batch in events.Chunk(250))
        {
            var submission = new Submission("ucdp", false, [.. batch.Select(e => ReportWriter.WriteCanonical(Report(e, earlier)))]);
            foreach (var receipt in await cluster.Cluster.Client.GetGrain<IIntakeGrain>(0).SubmitAsync(submission))
            {
                Assert.Equal(ReceiptStatus.Recorded, receipt.Status);
                Assert.True(LedgerVector.TryParse(receipt.Positions, out var at));
                positions = positions.Max(at);
            }
        }

        return positions;
    }

    private static async Task<Dictionary<Guid, IncidentSummary>> ListAsync(ThreatCluster cluster, string? positions)
    {
        var page = await cluster.Cluster.Client.GetGrain<IIncidentQueryGrain>(0)
            .ListAsync(new IncidentQuery { Subject = "region:world", Filter = new TallyQuery { Positions = positions }, Limit = 1_000 });
        Assert.Null(page.Cursor);
        return page.Items.ToDictionary(item => item.Incident);
    }

    private static IEnumerable<string> Differences(List<JsonElement> events, bool earlier, Dictionary<Guid, IncidentSummary> listed)
    {
        Assert.Equal(events.Count, listed.Count);
        foreach (var revised in events)
        {
            var said = Report(revised, earlier);
            var held = listed[IncidentIds.OfReference("ucdp", said.Incident!)];
            var contribution = ContributionCodec.Decode(held.Contribution);
            var expected = (said.Occurred!.From, said.Casualties[0].Killed, said.Place!.Lat, said.Place.Lon);
            var actual = (contribution.Days[0].Value, contribution.Casualties[0].Killed, held.Lat, held.Lon);
            if (contribution.Days.Length != 1 || expected != actual)
            {
                yield return $"{said.Incident}: {actual}, the release says {expected}";
            }

            string[] sides = [KeyOf(said.Perpetrators[0].Group), KeyOf(said.Targets[0])];
            if (!sides.Order(StringComparer.Ordinal).SequenceEqual(contribution.Groups.Select(g => g.Group).Order(StringComparer.Ordinal)))
            {
                yield return $"{said.Incident}: {string.Join(", ", contribution.Groups)}, the release says {string.Join(" against ", sides)}";
            }
        }
    }

    private static string KeyOf(string name) => Domain.Catalogue.Catalogue.BuiltIn.Resolve(SubjectKind.Group, name).Subject.Key;

    /// <summary>What a release says of an event; what it did not change is made up, the same in both.</summary>
    private static IncidentReport Report(JsonElement revised, bool earlier)
    {
        var id = revised.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
        long[] killed = [Number("low", 0), Number("best", 7), Number("high", 1_000)];
        Array.Sort(killed);
        return new IncidentReport
        {
            Id = $"ucdp:{(earlier ? "old" : "new")}:{id}",
            Source = "ucdp",
            PublishedAt = new DateTimeOffset(earlier ? 2019 : 2021, 6, 1, 0, 0, 0, TimeSpan.Zero),
            Incident = id,
            Occurred = Occurrence(Text("date_start") ?? "2016-02-03"),
            Place = new Place { Region = "sy", Lat = Degrees("latitude", 35.5), Lon = Degrees("longitude", 38.5), Precision = PlacePrecision.Near },
            Type = "battles",
            Perpetrators = [new Perpetrator(Text("side_a") ?? "First side", PerpetratorRole.Blamed, null)],
            Targets = [Text("side_b") ?? "Second side"],
            Casualties = [new Casualties(null, new Figure(killed[0], killed[1], killed[2]), null)],
        };

        string? Text(string field) => revised.GetProperty("changes").TryGetProperty(field, out var values) ? values[earlier ? 0 : 1].ToString() : null;

        long Number(string field, long otherwise) => Text(field) is { } text ? (long)double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

        double Degrees(string field, double otherwise) => Text(field) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

        static Occurrence Occurrence(string day)
        {
            var from = DateOnly.Parse(day[..10], CultureInfo.InvariantCulture);
            return new Occurrence(from, from, DayPrecision.Day, null);
        }
    }
}
