using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Actors.Host.Configuration;

/// <summary>Which settings go together.</summary>
internal static class SettingRules
{
    /// <summary>Every default secret of docker-compose.yml begins with this, so that none is ever taken for a real one.</summary>
    public const string DevelopmentSecret = "development-only";

    private static readonly string[] PodVariables = ["POD_NAME", "POD_NAMESPACE", "POD_IP"];

    /// <exception cref="StartupException">Two settings do not go together.</exception>
    public static void Check(ActorsOptions options, IReadOnlyDictionary<Setting, SettingValue> values)
    {
        CheckRole(options, values);
        CheckExposure(options);
        CheckSecrets(options);
        if (options.PostgresOwner is not null && options.Postgres is null)
        {
            throw new StartupException($"{values[Setting.PostgresOwner].Origin} is set, but ACTORS_POSTGRES is not: set it to the role the program works as.");
        }

        if (options.Clock is not null && !options.IsEmbedded)
        {
            throw new StartupException($"{values[Setting.Clock].Origin} works with the embedded database only: in a cluster every silo follows the system clock. Remove it, or remove ACTORS_POSTGRES.");
        }

        if (options.Kubernetes && options.Role != HostRole.Silo)
        {
            throw new StartupException($"{values[Setting.Kubernetes].Origin} is for role silo only: gateways find silos by the name of their service. Remove it, or set ACTORS_ROLE to silo.");
        }

        if (options.Kubernetes && PodVariables.FirstOrDefault(v => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(v))) is { } missing)
        {
            throw new StartupException($"{values[Setting.Kubernetes].Origin} is set, but {missing} is not: set POD_NAME, POD_NAMESPACE and POD_IP from the pod's own fields, as deploy/kubernetes/silo.yaml does.");
        }

        if (options.Sample && options.Role != HostRole.All)
        {
            throw new StartupException("--sample works with role all only: post the reports to a gateway instead.");
        }

        if (options.Sample && options.HasAuthentication)
        {
            throw new StartupException("--sample posts without a key: remove ACTORS_API_KEYS and ACTORS_OIDC_ISSUER, or post the reports yourself.");
        }
    }

    private static void CheckRole(ActorsOptions options, IReadOnlyDictionary<Setting, SettingValue> values)
    {
        switch (options.Role)
        {
            case HostRole.Silo when options.Postgres is null:
                throw new StartupException("Role silo needs PostgreSQL, where silos find each other: set ACTORS_POSTGRES, or use role all for one process with the embedded database.");
            case HostRole.Gateway or HostRole.Balancer when options.Postgres is not null || options.PostgresOwner is not null:
                throw new StartupException($"Role {options.Role.ToString().ToLowerInvariant()} holds no database credentials: remove ACTORS_POSTGRES and ACTORS_POSTGRES_OWNER.");
            case HostRole.Gateway when options.Silos.Count == 0:
                throw new StartupException("Role gateway needs to know where the silos are: set ACTORS_SILOS, for example to silo:30000.");
            case HostRole.Balancer when options.Gateways.Count == 0:
                throw new StartupException("Role balancer needs to know where the gateways are: set ACTORS_GATEWAYS, for example to gateway:8080.");
            case not HostRole.Gateway when options.Silos.Count > 0:
                throw new StartupException($"{values[Setting.Silos].Origin} is for role gateway only: silos find each other in PostgreSQL. Remove it, or set ACTORS_ROLE to gateway.");
            case HostRole.Gateway or HostRole.Balancer when options.WebhookNetworks.Count > 0:
                throw new StartupException($"{values[Setting.WebhookNetworks].Origin} is for silos: they post to webhooks. Remove it here, and set it where the role is silo or all.");
            case not HostRole.Balancer when options.Gateways.Count > 0:
                throw new StartupException($"{values[Setting.Gateways].Origin} is for role balancer only. Remove it, or set ACTORS_ROLE to balancer.");
        }
    }

    /// <summary>Whoever can be reached from other machines asks for a key, or stands before somebody who does.</summary>
    private static void CheckExposure(ActorsOptions options)
    {
        if (IPAddress.IsLoopback(options.Http.Address))
        {
            return;
        }

        if (options.HasApi && !options.HasAuthentication)
        {
            throw new StartupException($"{options.Http} can be reached from other machines, but no authentication is configured, so anyone there could read and write: set ACTORS_API_KEYS or ACTORS_OIDC_ISSUER, or bind to 127.0.0.1 (ACTORS_HTTP=http://127.0.0.1:{options.Http.Port}).");
        }

        if (options.Gateways.FirstOrDefault(IsLoopback) is { } open)
        {
            throw new StartupException($"{options.Http} can be reached from other machines, but {open.Host}:{open.Port} serves loopback, where no authentication is asked for: name a gateway that listens on the network and has ACTORS_API_KEYS.");
        }

        static bool IsLoopback(DnsEndPoint host) =>
            host.Host == "localhost" || (IPAddress.TryParse(host.Host, out var address) && IPAddress.IsLoopback(address));
    }

    private static void CheckSecrets(ActorsOptions options)
    {
        if (options.IsDevelopment)
        {
            return;
        }

        foreach (var (setting, connection) in new[] { (Setting.Postgres, options.Postgres), (Setting.PostgresOwner, options.PostgresOwner) })
        {
            if (connection is not null && new NpgsqlConnectionStringBuilder(connection).Password?.StartsWith(DevelopmentSecret, StringComparison.Ordinal) == true)
            {
                throw new StartupException($"{setting.Variable} holds the default password of docker-compose.yml: choose one of your own, or set ACTORS_ENVIRONMENT=development on a machine that only you reach.");
            }
        }

        var developmentKey = SHA256.HashData(Encoding.UTF8.GetBytes(DevelopmentSecret));
        if (options.ApiKeys.FirstOrDefault(k => k.Hash.Span.SequenceEqual(developmentKey)) is { } key)
        {
            throw new StartupException($"ACTORS_API_KEYS holds the default key of docker-compose.yml (named {key.Name}): choose one of your own, or set ACTORS_ENVIRONMENT=development on a machine that only you reach.");
        }
    }
}
