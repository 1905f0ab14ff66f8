using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

public sealed class EffectsCodecTests
{
    private static readonly EntryEffects Golden = new()
    {
        Changes = [new IncidentChange(Example.Attack().Incident, null, Example.Attack())],
        Raised = Example.Statement(),
        Withdrawn = ["s0"],
    };

    [Fact]
    public void Effects_KeepTheTraceOfTheirRequest_WhenItWasTraced()
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        var read = EffectsCodec.Decode(EffectsCodec.Encode(Golden with { Trace = trace }));

        Assert.Equal(trace, read.Trace);
        Assert.Equal(Golden.Changes.Length, read.Changes.Length);
        Assert.Null(EffectsCodec.Decode(EffectsCodec.Encode(Golden)).Trace);
    }

    [Fact]
    public void Effects_KeepTheImportTheyBelongTo()
    {
        var read = EffectsCodec.Decode(EffectsCodec.Encode(Golden with { Import = "ucdp 2026-01-01T00:00:00Z" }));

        Assert.Equal(("ucdp 2026-01-01T00:00:00Z", null), (read.Import, read.Trace));
        Assert.Null(EffectsCodec.Decode(EffectsCodec.Encode(Golden)).Import);
    }

    [Fact]
    public void Contribution_StaysReadable()
    {
        Assert.Equal(GoldenSnapshots.Contribution, Convert.ToHexString(ContributionCodec.Encode(Example.Attack())));
        AssertSame(Example.Attack(), ContributionCodec.Decode(Convert.FromHexString(GoldenSnapshots.Contribution)));
    }

    [Fact]
    public void Effects_StayReadable()
    {
        Assert.Equal(GoldenSnapshots.Effects, Convert.ToHexString(EffectsCodec.Encode(Golden)));
        var read = EffectsCodec.Decode(Convert.FromHexString(GoldenSnapshots.Effects));
        AssertSame(Example.Attack(), read.Changes[0].After!);
        Assert.Null(read.Changes[0].Before);
        Assert.Equal(["s0"], read.Withdrawn.ToArray());
        var raised = Assert.IsType<StatementReport>(read.Raised!.Report);
        Assert.Equal(Stance.Threat, raised.Stance);
        Assert.Equal([SubjectId.Group("us-forces")], raised.About.ToArray());
        Assert.Equal(Golden.Raised!.RecordedAt, read.Raised.RecordedAt);
        Assert.Equal(Golden.Raised.Subjects.ToArray(), read.Raised.Subjects.ToArray());
    }

    [Fact]
    public void Contribution_RoundTrips_WhateverIsInIt()
    {
        Generators.Contribution.Sample(
            contribution => AssertSame(contribution, ContributionCodec.Decode(ContributionCodec.Encode(contribution))), iter: 3_000);
    }

    [Fact]
    public void Effects_RoundTrip_WhateverIsInThem()
    {
        Gen.Select(Generators.Contribution.Array[0, 3], Generators.Contribution.Array[0, 3], Gen.Int[0, 7]).Sample(
            (before, after, signals) =>
            {
                var changes = Enumerable.Range(0, Math.Max(before.Length, after.Length)).Select(i => new IncidentChange(
                    new Guid(i, 0, 0, [9, 0, 0, 0, 0, 0, 0, 0]), i < before.Length ? before[i] : null, i < after.Length ? after[i] : null));
                var effects = new EntryEffects
                {
                    Changes = [.. changes],
                    Raised = (signals & 1) == 0 ? null : Example.Statement(),
                    Withdrawn = (signals & 2) == 0 ? [] : ["a", "الف"],
                    Restored = (signals & 4) == 0 ? [] : [Example.Statement("x"), Example.Statement("y")],
                };
                var bytes = EffectsCodec.Encode(effects);
                var read = EffectsCodec.Decode(bytes);
                Assert.Equal(bytes, EffectsCodec.Encode(read));
                Assert.Equal(effects.Withdrawn.ToArray(), read.Withdrawn.ToArray());
                Assert.Equal(effects.Restored.Select(s => s.Report.Id), read.Restored.Select(s => s.Report.Id));
                for (var i = 0; i < effects.Changes.Length; i++)
                {
                    Assert.Equal(effects.Changes[i].Incident, read.Changes[i].Incident);
                    AssertSame(effects.Changes[i].Before, read.Changes[i].Before);
                    AssertSame(effects.Changes[i].After, read.Changes[i].After);
                }
            },
            iter: 1_000);
    }

    [Fact]
    public void Decode_SaysWhatIsWrong_WhenBytesAreCutAddedOrOfAnUnknownVersion()
    {
        var bytes = EffectsCodec.Encode(Golden);
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Throws<StoredFormException>(() => EffectsCodec.Decode(bytes.AsSpan(0, length)));
        }

        Assert.Same(EntryEffects.None, EffectsCodec.Decode([]));
        var more = Assert.Throws<StoredFormException>(() => EffectsCodec.Decode([.. bytes, 0]));
        Assert.Contains("1 bytes follow its end", more.Message, StringComparison.Ordinal);
        bytes[0] = 2;
        var unknown = Assert.Throws<StoredFormException>(() => EffectsCodec.Decode(bytes));
        Assert.Contains("version 2; this build reads version 1", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_NeverFailsOtherwise_OnDamagedBytes()
    {
        var bytes = EffectsCodec.Encode(Golden);
        Gen.Select(Gen.Int[1, bytes.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                var damaged = (byte[])bytes.Clone();
                damaged[at] = value;
                try
                {
                    EffectsCodec.Decode(damaged);
                }
                catch (StoredFormException)
                {
                }
            },
            iter: 5_000);
    }

    private static void AssertSame(Contribution? expected, Contribution? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is null || actual is null)
        {
            return;
        }

        Assert.Equal(expected.Days.ToArray(), actual.Days.ToArray());
        Assert.Equal(expected.Places.ToArray(), actual.Places.ToArray());
        Assert.Equal(expected.Types.ToArray(), actual.Types.ToArray());
        Assert.Equal(expected.Outcomes.ToArray(), actual.Outcomes.ToArray());
        Assert.Equal(expected.Groups.ToArray(), actual.Groups.ToArray());
        Assert.Equal(expected.Casualties.ToArray(), actual.Casualties.ToArray());
        Assert.Equal(expected.Roots.ToArray(), actual.Roots.ToArray());
        Assert.Equal(
            (expected.Incident, expected.Revision, expected.LastDay, expected.Precision, expected.Contested, expected.Reliability, expected.Credibility),
            (actual.Incident, actual.Revision, actual.LastDay, actual.Precision, actual.Contested, actual.Reliability, actual.Credibility));
    }
}
