using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Actors.Host.Limits;

/// <summary>What one connection may take: bytes, time, streams.</summary>
internal static class ConnectionLimits
{
    /// <summary>The largest body, in bytes; endpoints that read less or stream set their own.</summary>
    public const long MaxBodyBytes = 64 * 1024 * 1024;

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestLineSize = 16 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MaxConcurrentConnections = 20_000;

        // Slower than this a body is refused with 408.
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
