using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using Actors.Grains.Notifications;
using Actors.Grains.Queries;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Verification;

/// <summary>One subject folded from its first entry on, stopping wherever a decision was made.</summary>
internal sealed class SubjectReplay(SubjectId subject, ILedger ledger, CatchUpReader catchUp, RevisionReader revisions, ICatalogue catalogue)
{
    private readonly SubjectState state = new(subject);
    private readonly SubjectPicture picture = Begin(subject, revisions, catalogue);
    private readonly Dictionary<int, (Queue<SliceEntry> Entries, long To)> read = [];

    /// <summary>What a policy saw of the subject at a vector; nowhere behind the one asked for before.</summary>
    public async Task<SubjectView> AtAsync(LedgerVector vector, ThreatPolicy policy, CancellationToken cancellationToken)
    {
        foreach (var (partition, position) in vector.Positions)
        {
            await AdvanceAsync(partition, position, cancellationToken);
        }

        return await picture.ViewAsync(state, vector, catalogue, policy);
    }

    private static SubjectPicture Begin(SubjectId subject, RevisionReader revisions, ICatalogue catalogue)
    {
        var picture = new SubjectPicture(subject, revisions, catalogue);
        picture.BeginsWithNothing();
        return picture;
    }

    private async Task AdvanceAsync(int partition, long position, CancellationToken cancellationToken)
    {
        while (state.Watermark(partition) < position)
        {
            if (!read.TryGetValue(partition, out var ahead) || (ahead.Entries.Count == 0 && ahead.To <= state.Watermark(partition)))
            {
                // Beyond what is asked for now: the next decision needs it.
                var head = (await ledger.ReadHeadAsync(partition, cancellationToken)).Position;
                var step = await catchUp.ReadAsync(partition, subject.ToString(), state.Watermark(partition), head, cancellationToken, fromLedger: true);
                read[partition] = ahead = (new Queue<SliceEntry>(step.Entries), step.To);
            }

            while (ahead.Entries.TryPeek(out var entry) && entry.Position <= position)
            {
                Fold(partition, ahead.Entries.Dequeue());
            }

            state.AdvanceTo(partition, ahead.Entries.Count > 0 ? position : Math.Min(position, ahead.To));
        }
    }

    private void Fold(int partition, SliceEntry entry)
    {
        var effects = entry.Decode(static bytes => EffectsCodec.Decode(bytes.Span));
        state.Apply(partition, entry.Position, effects, catalogue);
        picture.Saw(effects, catalogue);
        if (EntryKinds.MayRestOnOtherPartitions(entry.Kind))
        {
            picture.Moved();
        }
    }
}
