using Actors.Abstractions.Subjects;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Routing;

public sealed partial class LedgerRouterGrain
{
    private readonly Dictionary<string, SubjectLane> lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SubjectLane[]> lanesOfTerm = [];
    private long expanderVersion;

    // Where a subject without a lane starts: it has no entry between here and handedTo that was not answered.
    private long floor;

    private SubjectLane LaneOf(SubjectTarget target)
    {
        if (!lanes.TryGetValue(target.Subject, out var lane))
        {
            lane = new SubjectLane(target, floor);
            lanes.Add(target.Subject, lane);
        }

        return lane;
    }

    /// <summary>Fills <see cref="lanesOfTerm"/> for every term of a page, so that slicing needs no await and cannot stop halfway.</summary>
    private async Task ExpandAsync(SliceEntry[] entries)
    {
        if (expanderVersion != expander.Version)
        {
            // What a slice says of the positions before this page held for the old expansion only.
            expanderVersion = expander.Version;
            ForgetQuietLanes();
        }

        foreach (var entry in entries)
        {
            foreach (var term in entry.Terms)
            {
                if (!lanesOfTerm.ContainsKey(term))
                {
                    var targets = await expander.ExpandAsync(term, CancellationToken.None);
                    lanesOfTerm[term] = [.. targets.Select(LaneOf)];
                }
            }
        }
    }

    /// <summary>Sorts entries into lanes. A lane that is owed a nudge gets no slice: the nudge then goes to the end of this page.</summary>
    private List<SubjectLane> Slice(long to, SliceEntry[] entries)
    {
        var sliced = new List<SubjectLane>();
        foreach (var entry in entries)
        {
            var gathers = gathered.MayBe(entry);
            foreach (var term in entry.Terms)
            {
                foreach (var lane in lanesOfTerm[term])
                {
                    if (gathers && lane.Gather(entry.Position))
                    {
                        Gathers(lane, options.GatheringTime);
                    }

                    if (lane.OwedTo > 0)
                    {
                        lane.Owe(to);
                    }
                    else if (lane.Add(entry))
                    {
                        sliced.Add(lane);
                    }
                }
            }
        }

        return sliced;
    }

    private async Task HandOverAsync(SubjectLane lane, SubjectSlice slice, PageAnswers answers)
    {
        lane.InFlight = true;
        try
        {
            await lane.Target.Consumer.DeliverAsync(slice);
            instruments.SliceAnswered(slice.Entries.Length);
            Answered(lane, slice.To);
        }
        catch (Exception failure)
        {
            // Whatever it was, the subject is owed these entries, and is nudged until it has them.
            Failed(lane, slice.To, failure);
        }
        finally
        {
            answers.Answer();
        }
    }

    /// <summary>Lanes are forgotten only between pages and only when nothing is owed or gathered; what is forgotten starts again at <see cref="floor"/>.</summary>
    private void ForgetQuietLanes()
    {
        lanesOfTerm.Clear();
        floor = handedTo;
        foreach (var (subject, lane) in lanes)
        {
            if (lane is { OwedTo: 0, GathersFrom: 0, InFlight: false })
            {
                lanes.Remove(subject);
            }
        }

        LogForgotten(logger, partition, lanes.Count);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Partition {Partition}: forgot subjects that owe nothing; {Count} are left.")]
    private static partial void LogForgotten(ILogger logger, int partition, int count);
}
