using System.Net;
using Actors.Host.Security;

namespace Actors.Host.Configuration;

/// <summary>The checked settings of one process; <see cref="Setting"/> lists the names under which they are given.</summary>
public sealed record ActorsOptions
{
    /// <summary>Where HTTP is served. Port 0: a free one, printed at start. Default 127.0.0.1:8080.</summary>
    public IPEndPoint Http { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>Folder of the embedded database, absolute. Made when absent. Default <c>./data</c>.</summary>
    public string DataFolder { get; init; } = Path.GetFullPath("data");

    /// <summary>Connection string of PostgreSQL, or null: the database is embedded.</summary>
    public string? Postgres { get; init; }

    /// <summary>Connection string of the role that owns the schemas, or null: <see cref="Postgres"/> may be that role.</summary>
    public string? PostgresOwner { get; init; }

    /// <summary>Data partitions the database has or shall get, 1 … 64, or null: what it has, else the default of its engine.</summary>
    public int? Partitions { get; init; }

    /// <summary>What this process does. Default <see cref="HostRole.All"/>.</summary>
    public HostRole Role { get; init; } = HostRole.All;

    /// <summary>Port on which silos talk to each other, 0 … 65535; 0: a free one, which is another at each start. Default 0.</summary>
    public int SiloPort { get; init; }

    /// <summary>Port on which Orleans clients (gateways) reach this silo, 0 … 65535; 0: a free one. Default 0, as role silo 30000.</summary>
    public int ClusterPort { get; init; }

    /// <summary>Name or address under which other processes reach this silo. Default 127.0.0.1.</summary>
    public string SiloHost { get; init; } = "127.0.0.1";

    /// <summary>Where the policy clock of a new embedded database starts, or null: the system clock.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>Where a gateway finds silos: names (each asked of DNS again when connections are lost) or addresses, with ports.</summary>
    public IReadOnlyList<DnsEndPoint> Silos { get; init; } = [];

    /// <summary>Where a balancer finds gateways.</summary>
    public IReadOnlyList<DnsEndPoint> Gateways { get; init; } = [];

    /// <summary>The keys the API asks for; empty: none, and HTTP is on loopback.</summary>
    public IReadOnlyList<ApiKey> ApiKeys { get; init; } = [];

    /// <summary>Whose tokens are accepted beside the keys, or null: nobody's.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Requests a second that one caller may make at one gateway, with bursts of twice as many; null: any number.</summary>
    public int? Rate { get; init; }

    /// <summary>Where metrics and health are served beside HTTP, or null.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Networks beyond the public ones that webhooks may post to.</summary>
    public IReadOnlyList<IPNetwork> WebhookNetworks { get; init; } = [];

    /// <summary>True when this silo is a pod and asks Kubernetes about the others.</summary>
    public bool Kubernetes { get; init; }

    /// <summary>True where default secrets are accepted.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>Load the first news day into an empty database.</summary>
    public bool Sample { get; init; }

    /// <summary>True when no PostgreSQL is set.</summary>
    public bool IsEmbedded => Postgres is null && HasSilo;

    /// <summary>True when this process keeps grains and opens the databases.</summary>
    public bool HasSilo => Role is HostRole.All or HostRole.Silo;

    /// <summary>True when the API asks who is there.</summary>
    public bool HasAuthentication => ApiKeys.Count > 0 || Oidc is not null;

    /// <summary>True when this process serves the API.</summary>
    public bool HasApi => Role is HostRole.All or HostRole.Gateway;
}
