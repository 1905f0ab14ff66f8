using Actors.Domain.Catalogue;
using Actors.Gateway.Catalogue;
using Actors.Gateway.Tests.Notifications;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Catalogue;

/// <summary>A gateway outlives whatever its cluster answers with.</summary>
public sealed class GatewayCatalogueTests
{
    [Fact]
    public async Task Follower_GoesOn_WhateverTheClusterAnswersWith()
    {
        var time = new FakeTimeProvider();
        using var follower = new GatewayCatalogue(FakeCluster.Over(new FakeReader()), new CatalogueHolder(Domain.Catalogue.Catalogue.BuiltIn), time, NullLogger<GatewayCatalogue>.Instance);
        await follower.StartAsync(CancellationToken.None);
        for (var second = 0; second < 5; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // A background service that ends with an exception ends its process.
        Assert.False(follower.ExecuteTask!.IsCompleted, $"{follower.ExecuteTask.Exception}");
        await follower.StopAsync(CancellationToken.None);
    }
}
