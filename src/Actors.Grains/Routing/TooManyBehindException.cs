namespace Actors.Grains.Routing;

/// <summary>A page was refused because too many subjects are behind. It will be delivered again; nothing is lost.</summary>
[GenerateSerializer, Alias("Actors.TooManyBehindException")]
public sealed class TooManyBehindException(int partition, int behind)
    : Exception($"Partition {partition}: {behind} subjects are behind; no page is taken until some have caught up.");
