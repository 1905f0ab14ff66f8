using Actors.Abstractions.Verification;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace Actors.Grains.Verification;

/// <summary>Runs a <see cref="Verifier"/> on one silo.</summary>
[StatelessWorker]
[GrainType("verify")]
internal sealed class VerifyGrain(IServiceProvider services) : Grain, IVerifyGrain
{
    public IAsyncEnumerable<VerifyLine> RunAsync(CancellationToken cancellationToken) =>
        ActivatorUtilities.CreateInstance<Verifier>(services).RunAsync(cancellationToken);
}
