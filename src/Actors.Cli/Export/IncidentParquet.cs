using System.Buffers.Binary;
using Actors.Client;
using Parquet;
using Parquet.Schema;

namespace Actors.Cli.Export;

/// <summary>Incidents as Apache Parquet: the columns of the CSV form, days as dates, lists joined by semicolons; a row group per 20,000 rows.</summary>
/// <remarks>Each row group is put behind the ones before it, and the index at the end of the file is written anew: the file is whole after every group,
/// and an interrupted one goes on after its last.</remarks>
internal sealed class IncidentParquet(ExportFile file) : IIncidentForm
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

    public async ValueTask BeginAsync()
    {
        // The index of a file without rows.
        await using var writer = await ParquetWriter.CreateAsync(Schema, file.Stream);
    }

    public ValueTask WriteAsync(IReadOnlyList<IncidentItem> incidents, bool first)
    {
        waiting.AddRange(incidents);
        return ValueTask.CompletedTask;
    }

    /// <summary>A row group where enough rows wait for one; then the export goes on at the cursor.</summary>
    public async ValueTask CheckpointAsync(string cursor)
    {
        if (waiting.Count >= RowsPerGroup)
        {
            await WriteGroupAsync();
            file.Checkpoint(cursor, await IndexBytesAsync());
        }
    }

    public async ValueTask EndAsync()
    {
        if (waiting.Count > 0)
        {
            await WriteGroupAsync();
        }
    }

    /// <summary>Length of the index, which ends with its own length and four bytes of signature.</summary>
    private async Task<int> IndexBytesAsync()
    {
        const int End = 8;
        var end = new byte[End];
        file.Stream.Position = file.Stream.Length - End;
        await file.Stream.ReadExactlyAsync(end);
        return BinaryPrimitives.ReadInt32LittleEndian(end) + End;
    }

    private async Task WriteGroupAsync()
    {
        file.Stream.Position = 0;
        await using var writer = await ParquetWriter.CreateAsync(Schema, file.Stream, append: true);
        using var group = writer.CreateRowGroup();
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
