using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Incidents;

namespace Actors.Gateway.Subjects;

/// <summary>Counts today, yesterday, in the last 7 and 30 days and in all.</summary>
public sealed record CountsJson(long Today, long Yesterday, long Last7Days, long Last30Days, long AllTime)
{
    public static CountsJson Of(RecentCounts counts) =>
        new(counts.Today, counts.Yesterday, counts.Last7Days, counts.Last30Days, counts.AllTime);
}

/// <summary>A subject as the API shows it.</summary>
public sealed record SubjectJson
{
    public required string Subject { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>False: nobody has described it yet; a report named it.</summary>
    public required bool Known { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lat { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lon { get; init; }

    public required string Zone { get; init; }

    public string? Level { get; init; }

    public DateTimeOffset? LevelSince { get; init; }

    public required DateOnly Today { get; init; }

    public required CountsJson Counts { get; init; }

    public required TallyJson Tally { get; init; }

    public required IReadOnlyList<IncidentJson> RecentIncidents { get; init; }

    public required IReadOnlyList<JsonElement> Signals { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    public required SortedDictionary<string, long> Positions { get; init; }

    public static SubjectJson Of(SubjectId subject, SubjectAnswer answer, TallyAnswer tally, IncidentPage recent, ICatalogue catalogue)
    {
        var description = SubjectDescription.Of(subject, catalogue);
        return new SubjectJson
        {
            Subject = subject.ToString(),
            Names = description.Names,
            Known = description.Known,
            Parent = description.Parent,
            Lat = description.Lat,
            Lon = description.Lon,
            Zone = catalogue.ZoneOf(subject),
            Level = answer.Level,
            LevelSince = answer.LevelSince,
            Today = answer.Today,
            Counts = CountsJson.Of(answer.Counts),
            Tally = TallyJson.Of(tally, new TallyQuery()),
            RecentIncidents = [.. recent.Items.Select(IncidentJson.Of)],
            Signals = [.. answer.Signals.Select(s => JsonDocument.Parse(s.Report).RootElement)],
            AsOf = answer.AsOf,
            Positions = Wire.Positions.ToJson(answer.Positions),
        };
    }
}

/// <summary>What the catalogue says of a subject; a provisional one has only its key.</summary>
internal sealed record SubjectDescription(bool Known, IReadOnlyList<string> Names, string? Parent, double? Lat, double? Lon)
{
    public static SubjectDescription Of(SubjectId subject, ICatalogue catalogue)
    {
        switch (subject.Kind)
        {
            case SubjectKind.Base when catalogue.FindBase(subject.Key) is { } entry:
                return new(true, entry.Names, SubjectId.Region(entry.Region).ToString(), entry.Lat, entry.Lon);
            case SubjectKind.Region when catalogue.FindRegion(subject.Key) is { } entry:
                return new(true, entry.Names, entry.Parent is null ? null : SubjectId.Region(entry.Parent).ToString(), entry.Lat, entry.Lon);
            case SubjectKind.Group when catalogue.FindGroup(subject.Key) is { } entry:
                return new(true, entry.Names, null, null, null);
            default:
                return new(false, [subject.Key], null, null, null);
        }
    }
}
