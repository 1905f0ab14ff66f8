using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>Grain storage that all silos of a test share and that outlives each of them, with ETags.</summary>
internal sealed class SharedMemoryStorage : IGrainStorage
{
    // As the real tables have it: what is stored has been through the serializer.
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (byte[] State, long Tag)> states = new();

    /// <summary>True: whoever writes goes before it is stored, as a process does that is killed.</summary>
    public bool LosesWrites { get; set; }

    /// <summary>States stored.</summary>
    public int Count => states.Count;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (states.TryGetValue((stateName, grainId), out var stored))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Serializer.Deserialize<T>(stored.State), stored.Tag.ToString(CultureInfo.InvariantCulture), true);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (LosesWrites)
        {
            return Task.CompletedTask;
        }

        lock (states)
        {
            var tag = states.TryGetValue((stateName, grainId), out var stored) ? stored.Tag : 0;
            if (grainState.ETag is { } expected ? expected != tag.ToString(CultureInfo.InvariantCulture) : tag != 0)
            {
                throw new InconsistentStateException($"{stateName} of {grainId} was written by another.");
            }

            states[(stateName, grainId)] = (Serializer.SerializeToArray(grainState.State), tag + 1);
            (grainState.ETag, grainState.RecordExists) = ((tag + 1).ToString(CultureInfo.InvariantCulture), true);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        states.TryRemove((stateName, grainId), out _);
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }
}
