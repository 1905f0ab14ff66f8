using System.Reflection;

namespace Actors.Gateway.Tests.Verification;

/// <summary>A cluster of one grain, whatever is asked for.</summary>
public class OneGrain : DispatchProxy
{
    private object grain = null!;

    public static IGrainFactory Over(object grain)
    {
        var factory = Create<IGrainFactory, OneGrain>();
        ((OneGrain)(object)factory).grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => grain;
}
