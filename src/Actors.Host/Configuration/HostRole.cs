namespace Actors.Host.Configuration;

/// <summary>What a process does.</summary>
public enum HostRole
{
    /// <summary>Silo and gateway in one process.</summary>
    All,

    /// <summary>Keeps grains and talks to the database; HTTP serves health and metrics only.</summary>
    Silo,

    /// <summary>Serves HTTP and calls the silos; has no database credentials.</summary>
    Gateway,

    /// <summary>Passes TCP connections on to gateways, so that several share one address.</summary>
    Balancer,
}

/// <summary>What the process was started for.</summary>
public enum HostCommand
{
    /// <summary>Serve until stopped.</summary>
    Run,

    /// <summary>Prove the invariants of the database and end.</summary>
    Verify,

    /// <summary>Bring the database's schema up to date and end.</summary>
    Migrate,

    /// <summary>Print the settings and end.</summary>
    Help,
}
