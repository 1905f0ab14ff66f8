using Actors.Client;
using Parquet;
using Parquet.Schema;

namespace Actors.Cli.Export;

/// <summary>Incidents as Apache Parquet: the columns of the CSV form, days as dates, lists joined by semicolons; a row group per 20,000 rows.</summary>
/// <remarks>Its index stands at the end of the file: an interrupted one begins anew.</remarks>
internal sealed class IncidentParquet(Stream output) : IIncidentForm
{
    private const int RowsPerGroup = 20_000;

    private static readonly (string Name, Func<IncidentItem, string?> Value)[] Texts =
    [
        ("id", i => i.Id),
        ("place", i => i.Place),
        ("name", i => i.Name),
        ("type", i => i.Type),
        ("outcome", i => i.Outcome),
        ("perpetrators", i => string.Join(';', i.Perpetrators)),
        ("targets", i => string.Join(';', i.Targets)),
        ("sources", i => string.Join(';', i.Sources)),
    ];

    private static readonly (string Name, Func<IncidentItem, DateTime?> Value)[] Days =
    [
        ("day", i => i.Day?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
        ("last_day", i => i.LastDay?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
    ];

    private static readonly (string Name, Func<IncidentItem, double?> Value)[] Degrees = [("lat", i => i.Lat), ("lon", i => i.Lon)];

    private static readonly (string Name, Func<IncidentItem, long?> Value)[] Figures =
    [
        ("killed_low", i => IncidentFigures.Of(i, c => c.Killed)?.Low),
        ("killed_best", i => IncidentFigures.Of(i, c => c.Killed)?.Best),
        ("killed_high", i => IncidentFigures.Of(i, c => c.Killed)?.High),
        ("injured_low", i => IncidentFigures.Of(i, c => c.Injured)?.Low),
        ("injured_best", i => IncidentFigures.Of(i, c => c.Injured)?.Best),
        ("injured_high", i => IncidentFigures.Of(i, c => c.Injured)?.High),
    ];

    private static readonly DataField<bool> Contested = new("contested");
    private static readonly DataField<int> Revision = new("revision");
    private static readonly DateTimeDataField RecordedAt = new("recorded_at", DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true);

    private static readonly ParquetSchema Schema = new(
    [
        .. Texts.Select(t => (Field)new DataField<string>(t.Name)),
        .. Days.Select(d => (Field)new DateTimeDataField(d.Name, DateTimeFormat.Date, isNullable: true)),
        .. Degrees.Select(d => (Field)new DataField<double?>(d.Name)),
        .. Figures.Select(f => (Field)new DataField<long?>(f.Name)),
        Contested, Revision, RecordedAt,
    ]);

    private readonly List<IncidentItem> waiting = [];
    private ParquetWriter? writer;

    public async ValueTask BeginAsync() => writer = await ParquetWriter.CreateAsync(Schema, output);

    public async ValueTask WriteAsync(IReadOnlyList<IncidentItem> incidents, bool first)
    {
        waiting.AddRange(incidents);
        if (waiting.Count >= RowsPerGroup)
        {
            await WriteGroupAsync();
        }
    }

    public async ValueTask EndAsync()
    {
        if (waiting.Count > 0)
        {
            await WriteGroupAsync();
        }

        await writer!.DisposeAsync();
    }

    private async Task WriteGroupAsync()
    {
        using var group = writer!.CreateRowGroup();
        foreach (var (name, value) in Texts)
        {
            await group.WriteAsync(Schema.FindDataField(name), waiting.Select(value).ToList()!);
        }

        foreach (var (name, value) in Days)
        {
            await group.WriteAsync<DateTime>(Schema.FindDataField(name), waiting.Select(value).ToArray());
        }

        foreach (var (name, value) in Degrees)
        {
            await group.WriteAsync<double>(Schema.FindDataField(name), waiting.Select(value).ToArray());
        }

        foreach (var (name, value) in Figures)
        {
            await group.WriteAsync<long>(Schema.FindDataField(name), waiting.Select(value).ToArray());
        }

        await group.WriteAsync<bool>(Contested, waiting.Select(i => i.Contested).ToArray());
        await group.WriteAsync<int>(Revision, waiting.Select(i => i.Revision).ToArray());
        await group.WriteAsync<DateTime>(RecordedAt, waiting.Select(i => i.RecordedAt.UtcDateTime).ToArray());
        group.CompleteValidate();
        waiting.Clear();
    }
}
