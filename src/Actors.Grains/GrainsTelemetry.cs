using System.Diagnostics;

namespace Actors.Grains;

/// <summary>Traces of grains. A report's trace is stored with its entry, so that it goes on in every subject the stream reaches.</summary>
public static class GrainsTelemetry
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "Actors.Grains";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The traceparent of what runs now, if it is recorded.</summary>
    public static string? CurrentTrace => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>A span within a stored trace; null where nobody listens or there is no trace.</summary>
    public static Activity? Continue(string name, string? trace) =>
        trace is not null && Source.HasListeners() && ActivityContext.TryParse(trace, null, isRemote: true, out var parent)
            ? Source.StartActivity(name, ActivityKind.Consumer, parent)
            : null;

    /// <summary>A span for work done for several requests at once: within the first traced one, linked to the others.</summary>
    public static Activity? StartBatch(string name, IEnumerable<string?> traces)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var contexts = new List<ActivityContext>();
        foreach (var trace in traces.OfType<string>().Distinct())
        {
            if (ActivityContext.TryParse(trace, null, isRemote: true, out var context))
            {
                contexts.Add(context);
            }
        }

        return contexts.Count == 0
            ? null
            : Source.StartActivity(name, ActivityKind.Internal, contexts[0], links: contexts.Skip(1).Select(c => new ActivityLink(c)));
    }
}
