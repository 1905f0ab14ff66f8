using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

public sealed class SubjectSnapshotTests
{
    [Fact]
    public void Snapshot_LosesNothingAndCountsNothingTwice_WhereverStoringStopped()
    {
        var runs = Gen.Select(
            Gen.Int[0, 100],      // when, in percent, a snapshot is taken or the process dies
            Gen.Int[0, 6],        // how many writes of it are done before the process dies; 5 and 6: all, and it lives
            Gen.Bool,             // load all years at once, or as they are needed
            Gen.Bool);            // keep small years in the head
        Gen.Select(Generators.Subject, History.Gen(40), runs.Array[1, 6]).Sample(
            (subject, history, stops) =>
            {
                var store = new Store();
                var state = new SubjectState(subject);
                foreach (var (percent, writes, eager, inline) in stops.OrderBy(s => s.Item1))
                {
                    Replay(state, store, history.Entries.Take(history.Entries.Count * percent / 100));
                    var snapshot = SubjectSnapshotCodec.Take(state, Generators.Catalogue, inline ? SubjectSnapshotCodec.InlineBytes : 0);
                    if (!store.Write(snapshot, writes))
                    {
                        state = store.Load(subject, eager);
                    }
                }

                Replay(state, store, history.Entries);
                store.LoadYears(state, state.SeparateYears);
                Assert.True(state.IsConsistent);
                Assert.Equal(SubjectStateOrderTests.Folded(subject, history.Entries).Fingerprint(), state.Fingerprint());
            },
            iter: 2_000);
    }

    [Fact]
    public void Snapshot_RoundTripsToTheSameBytes()
    {
        Gen.Select(Generators.Subject, History.Gen(40)).Sample(
            (subject, history) =>
            {
                var state = SubjectStateOrderTests.Folded(subject, history.Entries);
                var first = SubjectSnapshotCodec.Take(state, Generators.Catalogue);
                var loaded = SubjectSnapshotCodec.Load(first.Head.AsSpan(), subject, Generators.Catalogue).State!;
                Assert.Equal(state.Fingerprint(), loaded.Fingerprint());
                Assert.Equal(state.Positions, loaded.Positions);
                Assert.Equal(first.Head.AsSpan(), SubjectSnapshotCodec.Take(loaded, Generators.Catalogue).Head.AsSpan());
            },
            iter: 500);
    }

    [Fact]
    public void Snapshot_IsFoldedAnew_WhenTheCatalogueReadsANameOtherwise()
    {
        var state = SubjectStateTests.Folded(SubjectId.Region("iq"), [Example.Attack()]);
        var head = SubjectSnapshotCodec.Take(state, Generators.Catalogue).Head;
        var same = Generators.Catalogue.Joining(SubjectId.Group("nobody-here"), SubjectId.Group("iran"));
        var other = Generators.Catalogue.Joining(SubjectId.Group("kataib"), SubjectId.Group("nujaba"));

        Assert.NotNull(SubjectSnapshotCodec.Load(head.AsSpan(), state.Subject, same).State);
        var refused = SubjectSnapshotCodec.Load(head.AsSpan(), state.Subject, other);
        Assert.Null(refused.State);
        Assert.Equal(2, refused.NextGeneration);
        Assert.True(state.Adopt(same));
        Assert.False(state.Adopt(other));
        var refusal = Assert.Throws<InvalidOperationException>(() => state.Apply(0, 9, EntryEffects.None, other));
        Assert.Contains("fold it anew", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chunk_IsRefused_WhenOfAnotherGeneration()
    {
        var head = SubjectSnapshotCodec.Take(SubjectStateTests.Folded(SubjectId.Region("iq"), [Example.Attack()]), Generators.Catalogue, inlineBytes: 0).Head;
        var anew = new SubjectState(SubjectId.Region("iq"), generation: 2);
        anew.Apply(0, 1, SubjectStateOrderTests.Changing(Guid.Empty, null, Example.Attack()), Generators.Catalogue);
        var chunk = Assert.Single(SubjectSnapshotCodec.Take(anew, Generators.Catalogue, inlineBytes: 0).Chunks);

        var state = SubjectSnapshotCodec.Load(head.AsSpan(), anew.Subject, Generators.Catalogue).State!;
        Assert.Equal([2023], state.SeparateYears);
        Assert.False(state.LoadChunk(2023, chunk.Bytes.AsSpan(), Generators.Catalogue));
    }

    [Fact]
    public void TryAnswer_IsNull_UntilAChunkNewerThanItsHeadIsCaughtUp()
    {
        var iraq = SubjectId.Region("iq");
        var state = SubjectStateTests.Folded(iraq, [Example.Attack()]);
        var old = SubjectSnapshotCodec.Take(state, Generators.Catalogue, inlineBytes: 0);
        var second = SubjectStateOrderTests.Changing(Guid.Empty, null, Example.Attack(2));
        state.Apply(0, 2, second, Generators.Catalogue);
        var newer = SubjectSnapshotCodec.Take(state, Generators.Catalogue, inlineBytes: 0);

        var loaded = SubjectSnapshotCodec.Load(old.Head.AsSpan(), iraq, Generators.Catalogue).State!;
        var day = new TallyFilter { Subject = iraq, From = Example.Thursday, To = Example.Thursday };
        Assert.Equal([2023], loaded.YearsMissing(day, TallyBy.None));
        Assert.Equal([2023], loaded.YearsNeeded(second));
        Assert.Null(loaded.TryAnswer(day, TallyBy.None, Generators.Catalogue));
        Assert.Throws<InvalidOperationException>(() => loaded.Apply(0, 2, second, Generators.Catalogue));

        loaded = SubjectSnapshotCodec.Load(old.Head.AsSpan(), iraq, Generators.Catalogue).State!;
        Assert.True(loaded.LoadChunk(2023, newer.Chunks[0].Bytes.AsSpan(), Generators.Catalogue));
        Assert.False(loaded.IsConsistent);
        Assert.Null(loaded.TryAnswer(day, TallyBy.None, Generators.Catalogue));
        loaded.Apply(0, 2, second, Generators.Catalogue);
        Assert.Equal(2, loaded.TryAnswer(day, TallyBy.None, Generators.Catalogue)!.Incidents);
    }

    [Fact]
    public void Snapshot_WritesOnlyTheYearsThatChanged()
    {
        var early = Example.Attack() with { Days = [new Member<DateOnly>(new DateOnly(2004, 4, 9), Membership.Low)] };
        var state = SubjectStateTests.Folded(SubjectId.Region("iq"), [early, Example.Attack(2)]);
        Assert.Equal([2004, 2023], SubjectSnapshotCodec.Take(state, Generators.Catalogue, inlineBytes: 0).Chunks.Select(c => c.Year));
        Assert.False(state.HasUnsaved);
        state.Apply(0, 3, SubjectStateOrderTests.Changing(Guid.Empty, null, Example.Attack(3)), Generators.Catalogue);
        Assert.True(state.HasUnsaved);
        Assert.Equal([2023], SubjectSnapshotCodec.Take(state, Generators.Catalogue, inlineBytes: 0).Chunks.Select(c => c.Year));
    }

    [Fact]
    public void Head_StaysReadable()
    {
        var state = SubjectStateTests.Folded(SubjectId.Group("us-forces"), [Example.Attack()]);
        var snapshot = SubjectSnapshotCodec.Take(state, Generators.Catalogue, inlineBytes: 0);
        Assert.Equal(GoldenSnapshots.Head, Convert.ToHexString(snapshot.Head.AsSpan()));
        Assert.Equal(GoldenSnapshots.Chunk, Convert.ToHexString(snapshot.Chunks[0].Bytes.AsSpan()));

        var read = SubjectSnapshotCodec.Load(Convert.FromHexString(GoldenSnapshots.Head), state.Subject, Generators.Catalogue).State!;
        Assert.True(read.LoadChunk(2023, Convert.FromHexString(GoldenSnapshots.Chunk), Generators.Catalogue));
        Assert.Equal(state.Fingerprint(), read.Fingerprint());
    }

    [Fact]
    public void Load_SaysWhatIsWrong_WhenBytesAreCutOrOfAnUnknownVersion()
    {
        var state = SubjectStateTests.Folded(SubjectId.Group("us-forces"), [Example.Attack()]);
        var head = SubjectSnapshotCodec.Take(state, Generators.Catalogue).Head.ToArray();
        for (var length = 0; length < head.Length; length++)
        {
            Assert.Throws<StoredFormException>(() => SubjectSnapshotCodec.Load(head.AsSpan(0, length), state.Subject, Generators.Catalogue));
        }

        head[0] = 77;
        var unknown = Assert.Throws<StoredFormException>(() => SubjectSnapshotCodec.Load(head, state.Subject, Generators.Catalogue));
        Assert.Contains("version 77; this build reads version 1", unknown.Message, StringComparison.Ordinal);
    }

    private static void Replay(SubjectState state, Store store, IEnumerable<HistoryEntry> entries)
    {
        foreach (var entry in entries)
        {
            store.LoadYears(state, state.YearsNeeded(entry.Effects));
            state.Apply(entry.Partition, entry.Position, entry.Effects, Generators.Catalogue);
        }
    }

    /// <summary>What survives a crash.</summary>
    private sealed class Store
    {
        private readonly Dictionary<int, ImmutableArray<byte>> chunks = [];
        private ImmutableArray<byte> head = [];

        /// <returns>False when the process dies before the last write is done.</returns>
        public bool Write(SubjectSnapshot snapshot, int writes)
        {
            foreach (var chunk in snapshot.Chunks)
            {
                if (writes-- == 0)
                {
                    return false;
                }

                chunks[chunk.Year] = chunk.Bytes;
            }

            if (writes <= 0)
            {
                return false;
            }

            head = snapshot.Head;
            return writes >= 2;
        }

        public SubjectState Load(SubjectId subject, bool eager)
        {
            if (head.IsEmpty)
            {
                return new SubjectState(subject);
            }

            var state = SubjectSnapshotCodec.Load(head.AsSpan(), subject, Generators.Catalogue).State;
            Assert.NotNull(state);
            if (eager)
            {
                LoadYears(state, state.SeparateYears);
            }

            return state;
        }

        public void LoadYears(SubjectState state, IReadOnlyList<int> years)
        {
            foreach (var year in years)
            {
                Assert.True(state.LoadChunk(year, chunks.TryGetValue(year, out var bytes) ? bytes.AsSpan() : [], Generators.Catalogue));
            }
        }
    }
}
