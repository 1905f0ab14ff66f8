using Orleans.Storage;

namespace Actors.Cluster.Tests.Storage;

/// <summary>What Orleans relies on in grain storage and reminders, asked through its own interfaces; the same for both engines.</summary>
internal sealed class OrleansTablesContract(OrleansTablesUnderTest tables)
{
    private static readonly DateTime Start = new(2026, 3, 1, 12, 30, 15, 123, DateTimeKind.Utc);

    private readonly IGrainStorage storage = tables.Storage;
    private readonly IReminderTable reminders = tables.Reminders;

    public async Task StateReadsBackAsWrittenAsync()
    {
        var grain = GrainId.Create("region", "iq-an");
        var written = new GrainState<Note>(new() { Text = "one" });
        await storage.WriteStateAsync("head", grain, written);
        Assert.True(written.RecordExists);

        var read = await ReadAsync("head", grain);
        Assert.Equal("one", read.State!.Text);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);

        read.State = new() { Text = "two" };
        await storage.WriteStateAsync("head", grain, read);
        Assert.NotEqual(written.ETag, read.ETag);
        Assert.Equal("two", (await ReadAsync("head", grain)).State!.Text);
    }

    public async Task AbsentStateReadsAsNoRecordAsync()
    {
        var read = await ReadAsync("head", GrainId.Create("region", "nowhere"));
        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
    }

    public async Task SecondWriterOfTheSameVersionIsRefusedAsync()
    {
        var grain = GrainId.Create("region", "iq-ni");
        await storage.WriteStateAsync("head", grain, new GrainState<Note>(new() { Text = "one" }));
        var first = await ReadAsync("head", grain);
        var second = await ReadAsync("head", grain);

        first.State = new() { Text = "first" };
        await storage.WriteStateAsync("head", grain, first);
        second.State = new() { Text = "second" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("head", grain, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("head", grain, second));
        Assert.Equal("first", (await ReadAsync("head", grain)).State!.Text);
    }

    public async Task FirstWriteIsRefusedWhereStateExistsAsync()
    {
        var grain = GrainId.Create("region", "sy");
        await storage.WriteStateAsync("head", grain, new GrainState<Note>(new() { Text = "one" }));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("head", grain, new GrainState<Note>(new() { Text = "other" })));
    }

    public async Task OneOfManyFirstWritersWinsAsync()
    {
        var grain = GrainId.Create("region", "jo");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var state = new GrainState<Note>(new() { Text = $"{writer}" });
            var refused = await Record.ExceptionAsync(() => storage.WriteStateAsync("head", grain, state));
            Assert.True(refused is null or InconsistentStateException, refused?.ToString());
            return (Writer: $"{writer}", Won: refused is null);
        }));
        var winner = Assert.Single(outcomes, o => o.Won);
        Assert.Equal(winner.Writer, (await ReadAsync("head", grain)).State!.Text);
    }

    public async Task ClearedStateIsGoneAndCanBeWrittenAgainAsync()
    {
        var grain = GrainId.Create("base", "al-harir");
        var state = new GrainState<Note>(new() { Text = "one" });
        await storage.WriteStateAsync("head", grain, state);
        var stale = await ReadAsync("head", grain);
        await storage.ClearStateAsync("head", grain, state);
        Assert.False(state.RecordExists);
        Assert.False((await ReadAsync("head", grain)).RecordExists);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("head", grain, stale));
        state.State = new() { Text = "again" };
        await storage.WriteStateAsync("head", grain, state);
        Assert.Equal("again", (await ReadAsync("head", grain)).State!.Text);
    }

    /// <summary>Keys that look alike in the three key columns: a string, a number with extension, a number, a GUID.</summary>
    public async Task KeysThatLookAlikeAreKeptApartAsync()
    {
        GrainId[] grains =
        [
            GrainId.Create("any", "a"),
            GrainId.Create(GrainType.Create("any"), GrainIdKeyExtensions.CreateIntegerKey(0, "a")),
            GrainId.Create(GrainType.Create("any"), GrainIdKeyExtensions.CreateIntegerKey(0)),
            GrainId.Create(GrainType.Create("any"), GrainIdKeyExtensions.CreateGuidKey(Guid.Empty)),
            GrainId.Create("any", "ä 'quoted' \"name\""),
        ];
        foreach (var grain in grains)
        {
            await storage.WriteStateAsync("head", grain, new GrainState<Note>(new() { Text = grain.ToString() }));
            await storage.WriteStateAsync("chunk", grain, new GrainState<Note>(new() { Text = "chunk of " + grain }));
        }

        foreach (var grain in grains)
        {
            Assert.Equal(grain.ToString(), (await ReadAsync("head", grain)).State!.Text);
            Assert.Equal("chunk of " + grain, (await ReadAsync("chunk", grain)).State!.Text);
        }
    }

    public async Task LargeStateReadsBackAsync()
    {
        var grain = GrainId.Create("region", "world");
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        var state = new GrainState<Blob>(new() { Bytes = bytes });
        await storage.WriteStateAsync("chunk", grain, state);
        var read = new GrainState<Blob>();
        await storage.ReadStateAsync("chunk", grain, read);
        Assert.Equal(bytes, read.State!.Bytes);
    }

    public async Task ReminderReadsBackAsWrittenAsync()
    {
        var entry = Reminder("base", "al-harir", "threat", TimeSpan.FromDays(40));
        entry.ETag = await reminders.UpsertRow(entry);
        var read = await reminders.ReadRow(entry.GrainId, "threat");
        Assert.Equal((entry.GrainId, "threat", Start, TimeSpan.FromDays(40), entry.ETag), (read!.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Null(await reminders.ReadRow(entry.GrainId, "other"));

        await reminders.UpsertRow(Reminder("base", "al-harir", "second", TimeSpan.FromMinutes(1)));
        Assert.Equal(["second", "threat"], (await reminders.ReadRows(entry.GrainId)).Reminders.Select(r => r.ReminderName).Order());
    }

    public async Task ReminderIsRemovedOnlyAtTheVersionSeenAsync()
    {
        var entry = Reminder("base", "ain-al-asad", "threat", TimeSpan.FromMinutes(1));
        var first = await reminders.UpsertRow(entry);
        var second = await reminders.UpsertRow(entry);
        Assert.NotEqual(first, second);
        Assert.False(await reminders.RemoveRow(entry.GrainId, "threat", first!));
        Assert.True(await reminders.RemoveRow(entry.GrainId, "threat", second!));
        Assert.False(await reminders.RemoveRow(entry.GrainId, "threat", second!));

        // Set anew after a removal it must not fall to whoever still holds an old version.
        var third = await reminders.UpsertRow(entry);
        Assert.False(await reminders.RemoveRow(entry.GrainId, "threat", first!));
        Assert.True(await reminders.RemoveRow(entry.GrainId, "threat", third!));
    }

    /// <summary>Any cut of the ring into two pieces gives every reminder to exactly one, also the piece that runs over the end.</summary>
    public async Task RingPiecesCoverEveryReminderOnceAsync()
    {
        var grains = Enumerable.Range(0, 60).Select(i => $"g{i}").ToArray();
        foreach (var grain in grains)
        {
            await reminders.UpsertRow(Reminder("group", grain, "r", TimeSpan.FromMinutes(1)));
        }

        var expected = grains.Order(StringComparer.Ordinal).ToArray();
        (uint, uint)[] cuts = [(10, 3_000_000_000), (2_000_000_000, 2_300_000_000), (0, uint.MaxValue), (uint.MaxValue - 5, 7)];
        foreach (var (a, b) in cuts)
        {
            var pieces = (await reminders.ReadRows(a, b)).Reminders.Concat((await reminders.ReadRows(b, a)).Reminders);
            Assert.Equal(expected, pieces.Select(r => r.GrainId.Key.ToString()).Order(StringComparer.Ordinal));
            Assert.All((await reminders.ReadRows(a, b)).Reminders, r => Assert.True(IsIn(r.GrainId.GetUniformHashCode(), a, b)));
        }

        Assert.Equal(expected.Length, (await reminders.ReadRows(5, 5)).Reminders.Count);
        await reminders.TestOnlyClearTable();
        Assert.Empty((await reminders.ReadRows(5, 5)).Reminders);
    }

    private static bool IsIn(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry Reminder(string type, string key, string name, TimeSpan period) =>
        new() { GrainId = GrainId.Create(type, key), ReminderName = name, StartAt = Start, Period = period };

    private async Task<GrainState<Note>> ReadAsync(string name, GrainId grain)
    {
        var state = new GrainState<Note>();
        await storage.ReadStateAsync(name, grain, state);
        return state;
    }

    [GenerateSerializer]
    public sealed class Note
    {
        [Id(0)]
        public string Text { get; set; } = "";
    }

    [GenerateSerializer]
    public sealed class Blob
    {
        [Id(0)]
        public byte[] Bytes { get; set; } = [];
    }
}
