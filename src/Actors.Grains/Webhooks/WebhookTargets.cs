using System.Net;
using System.Net.Sockets;

namespace Actors.Grains.Webhooks;

/// <summary>
/// Where webhooks may go: public unicast addresses, and the networks named by configuration. Whoever may make a webhook would else have the
/// silo post into networks that only it reaches. Checked on the address that is connected to, after the name was resolved.
/// </summary>
/// <remarks>Special-purpose networks: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its successors).</remarks>
public sealed class WebhookTargets(WebhookOptions options)
{
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.31.196.0/24"), IPNetwork.Parse("192.52.193.0/24"), IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("192.175.48.0/24"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"),

        // Tunnels (Teredo, 6to4) carry an IPv4 address that need not be public; benchmarking, documentation.
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>The only IPv6 block that is given out for global unicast.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>True when something may be posted to this address.</summary>
    /// <param name="secure">By TLS; without it only to networks named by configuration.</param>
    public bool Allows(IPAddress address, bool secure)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.AllowedNetworks.Any(n => n.Contains(plain)) || (secure && IsPublic(plain));
    }

    /// <summary>What is wrong with an address for a webhook; null: nothing that can be seen without asking DNS.</summary>
    public string? Refusal(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return "is no absolute address with https; write it like https://desk.example/alerts.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "holds a user name or a fragment; leave both out, the signature says who posts.";
        }

        var secure = url.Scheme == Uri.UriSchemeHttps;
        if (!secure && options.AllowedNetworks.Count == 0)
        {
            return "is not https; plain http goes only to networks that ACTORS_WEBHOOK_NETWORKS names.";
        }

        return IPAddress.TryParse(url.DnsSafeHost, out var address) && !Allows(address, secure)
            ? $"is on {address}, which webhooks may not reach{(secure ? "" : " without TLS")}: name a public address, or have its network added to ACTORS_WEBHOOK_NETWORKS."
            : null;
    }

    /// <summary>Connects for <see cref="SocketsHttpHandler.ConnectCallback"/>: resolves the name, and takes only addresses that are allowed.</summary>
    /// <exception cref="WebhookRefusedException">None of its addresses is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var secure = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.Where(a => Allows(a, secure)).ToArray();
        if (allowed.Length == 0)
        {
            throw new WebhookRefusedException(
                $"{context.DnsEndPoint.Host} has no address that webhooks may reach{(secure ? "" : " without TLS")}; a private network must be named in ACTORS_WEBHOOK_NETWORKS.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address)) && !NotPublic.Any(n => n.Contains(address));
}

/// <summary>A name led to where webhooks may not go.</summary>
public sealed class WebhookRefusedException(string message) : Exception(message);
