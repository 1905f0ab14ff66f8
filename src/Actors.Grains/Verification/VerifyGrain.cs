using Actors.Abstractions.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Grains.Verification;

/// <summary>Runs a <see cref="Verifier"/> on one silo.</summary>
/// <remarks>No stateless worker: each step of an enumeration is a call of its own, and one that came while the worker was folding went to
/// another worker, which knows nothing of the enumeration.</remarks>
[GrainType("verify")]
internal sealed class VerifyGrain(IServiceProvider services) : Grain, IVerifyGrain
{
    public IAsyncEnumerable<VerifyLine> RunAsync(CancellationToken cancellationToken) =>
        ActivatorUtilities.CreateInstance<Verifier>(services).RunAsync(cancellationToken);
}
