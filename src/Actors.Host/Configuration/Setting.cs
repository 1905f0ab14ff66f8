namespace Actors.Host.Configuration;

/// <summary>
/// One setting. It is given as <c>ACTORS_{NAME}</c> in the environment, as a property of the configuration file, or as
/// <c>--name value</c>; the command line wins over the environment, the environment over the file. Case, <c>-</c> and <c>_</c> make no difference.
/// </summary>
/// <param name="Name">As on the command line, without the dashes.</param>
/// <param name="Placeholder">What its value looks like; empty for a switch.</param>
/// <param name="Meaning">One sentence for <c>--help</c> and the README.</param>
public sealed record Setting(string Name, string Placeholder, string Meaning)
{
    public static readonly Setting Http = new("http", "URL", "Where HTTP is served; default http://127.0.0.1:8080, port 0 takes a free one.");
    public static readonly Setting Data = new("data", "FOLDER", "Folder of the embedded database; default ./data.");
    public static readonly Setting Postgres = new("postgres", "CONNECTION", "PostgreSQL connection string; set it and the ledger is there instead of in the data folder.");
    public static readonly Setting PostgresOwner = new("postgres-owner", "CONNECTION", "As the role that owns the schemas, for migrate and for starts that bring the schemas up to date; default: the role of ACTORS_POSTGRES, if it may.");
    public static readonly Setting Partitions = new("partitions", "COUNT", "Data partitions of a new database, 1 to 64, fixed when it is made; default 1 embedded, 4 on PostgreSQL.");
    public static readonly Setting Role = new("role", "ROLE", "all (silo and gateway, the default), silo, gateway or balancer.");
    public static readonly Setting SiloPort = new("silo-port", "PORT", "Port between silos; 0, the default, takes a free one, another at each start.");
    public static readonly Setting ClusterPort = new("cluster-port", "PORT", "Port on which gateways reach this silo; 0, the default, takes a free one (role silo: 30000).");
    public static readonly Setting SiloHost = new("silo-host", "NAME", "Name or address under which other processes reach this silo; default 127.0.0.1.");
    public static readonly Setting Silos = new("silos", "HOST[:PORT],…", "Role gateway: where the silos are; a DNS name stands for all its addresses, the port defaults to 30000.");
    public static readonly Setting Gateways = new("gateways", "HOST:PORT,…", "Role balancer: where the gateways are; a DNS name stands for all its addresses.");
    public static readonly Setting ApiKeys = new("api-keys", "NAME:ROLE:HASH,…", "Who may use the API: role reader, reporter, analyst or admin, and the SHA-256 of the key in hexadecimal; needed where HTTP can be reached from other machines.");
    public static readonly Setting OidcIssuer = new("oidc-issuer", "URL", "OpenID Connect issuer whose access tokens (JWT) are accepted beside keys: https, or http on loopback.");
    public static readonly Setting OidcAudience = new("oidc-audience", "NAME", "What those tokens must name as their audience; needed with an issuer.");
    public static readonly Setting OidcRoleClaim = new("oidc-role-claim", "CLAIM", "Where those tokens say what their holder may do, such as realm_access.roles; default roles.");
    public static readonly Setting OidcRoles = new("oidc-roles", "VALUE:ROLE,…", "Which role a value of that claim gives; default: the roles by their own names.");
    public static readonly Setting Rate = new("rate", "COUNT", "Requests a second that one key or token holder may make at one gateway, with bursts of twice as many, then 429; 0: any number; default 500 where keys or tokens are asked for, else 0.");
    public static readonly Setting Metrics = new("metrics", "URL", "Where /metrics and /health are served beside HTTP; default: by HTTP itself on loopback, nowhere beyond it.");
    public static readonly Setting WebhookNetworks = new("webhook-networks", "NETWORK,…", "Networks beyond the public internet that webhooks may post to, also without TLS, such as 10.1.0.0/16; default: none.");
    public static readonly Setting Kubernetes = new("kubernetes", "", "Role silo: learn from Kubernetes which pods are gone; needs POD_NAME, POD_NAMESPACE and POD_IP, and leave to list, watch and patch pods.");
    public static readonly Setting Environment = new("environment", "NAME", "production (the default) or development; only development accepts the default secrets of docker-compose.yml.");
    public static readonly Setting Clock = new("clock", "INSTANT", "Where the policy clock of a new embedded database starts, such as 2023-11-09T22:00:00+03:00; default: the system clock.");
    public static readonly Setting Config = new("config", "FILE", "JSON file with the same keys; default actors.json in the working folder, if it exists.");
    public static readonly Setting Sample = new("sample", "", "Load the first news day into an empty database and say what is now known.");

    /// <summary>Every setting, in the order <c>--help</c> shows them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Http, Data, Postgres, PostgresOwner, Partitions, Role, SiloPort, ClusterPort, SiloHost, Silos, Gateways, ApiKeys, OidcIssuer, OidcAudience, OidcRoleClaim, OidcRoles, Rate, Metrics, WebhookNetworks, Kubernetes, Environment, Clock, Config, Sample];

    /// <summary>Its name in the environment.</summary>
    public string Variable => "ACTORS_" + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>True when it takes no value on the command line.</summary>
    public bool IsSwitch => Placeholder.Length == 0;

    /// <summary>The setting of this name, however it is spelled, or null.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(s => Fold(s.Name) == Fold(name));

    private static string Fold(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
