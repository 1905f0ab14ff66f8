using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>One page in the shape Orleans carries it.</summary>
[GenerateSerializer, Immutable, Alias("Actors.LedgerPageBatch")]
internal sealed class LedgerPageBatch : IBatchContainer
{
    public LedgerPageBatch(LedgerPageEvent page, int ordinal)
    {
        Page = page;
        Ordinal = ordinal;
    }

    [Id(0)]
    public LedgerPageEvent Page { get; }

    /// <summary>Tells empty pages at the same position apart: they must have tokens of their own.</summary>
    [Id(1)]
    public int Ordinal { get; }

    public StreamId StreamId => LedgerStreams.Of(Page.Partition);

    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(Page.To, Ordinal);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        if (Page is T page)
        {
            yield return Tuple.Create(page, SequenceToken);
        }
    }

    public bool ImportRequestContext() => false;

    public override string ToString() => $"partition {Page.Partition} ({Page.After}, {Page.To}]";
}
