using System.Diagnostics;
using System.Globalization;
using Actors.Benchmarks.Workload;
using Actors.Testing;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Persistence;

namespace Actors.Benchmarks.Peers;

/// <summary>Peer (c): Akka.NET cluster sharding with persistence. An entity a subject, which persists each event in the same PostgreSQL before
/// it applies it and answers.</summary>
public static class AkkaPeer
{
    private const int Callers = 64;

    /// <summary>Reports a second until every subject has persisted and applied what it was sent.</summary>
    public static async Task<double> MeasureAsync(PostgresDatabase database, SyntheticReport[] reports)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(reports);
        var config = ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = ERROR
              stdout-loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
              cluster.sharding.verbose-debug-logging = off
              persistence {
                journal.plugin = "akka.persistence.journal.sql"
                journal.sql { class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql", connection-string = "{{database.ConnectionString}}", provider-name = "PostgreSQL.15", auto-initialize = true }
                snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
                snapshot-store.sql { class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql", connection-string = "{{database.ConnectionString}}", provider-name = "PostgreSQL.15", auto-initialize = true }
              }
            }
            """).WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);
        using var system = ActorSystem.Create("peer", config);
        try
        {
            var cluster = Akka.Cluster.Cluster.Get(system);
            await cluster.JoinAsync(cluster.SelfAddress);
            var sharding = ClusterSharding.Get(system);
            var region = await sharding.StartAsync("subject", id => Props.Create(() => new PeerSubjectActor(id)), ClusterShardingSettings.Create(system), new BySubject());
            await region.Ask<bool>(new PeerMessage("first", new PeerFact("first", 0, 0, 0, 0, 0, 0, 0, 0)), TimeSpan.FromSeconds(60));
            var started = Stopwatch.GetTimestamp();
            await Product.ReportDriver.RunAsync(Callers, reports.Length, async i =>
            {
                var report = reports[i];
                var fact = new PeerFact(report.Reference, report.Day.DayNumber, report.Type, report.Outcome, report.Perpetrator, report.Target, report.Base, report.Killed, report.Injured);
                await Task.WhenAll(report.Subjects.Select(subject =>
                    region.Ask<bool>(new PeerMessage(subject.ToString(CultureInfo.InvariantCulture), fact), TimeSpan.FromSeconds(60))));
            });
            return reports.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            await system.Terminate();
        }
    }

    private sealed class BySubject() : HashCodeMessageExtractor(100)
    {
        public override string? EntityId(object message) => (message as PeerMessage)?.Subject;

        public override object EntityMessage(object message) => message is PeerMessage wrapped ? wrapped.Fact : message;
    }
}

/// <summary>A fact on its way to a subject.</summary>
public sealed record PeerMessage(string Subject, PeerFact Fact);

/// <summary>What one report says of an incident: the event that is persisted.</summary>
public sealed record PeerFact(string Incident, int Day, int Type, int Outcome, int Perpetrator, int Target, int Place, int Killed, int Injured);

/// <summary>A subject of the peer.</summary>
public sealed class PeerSubjectActor : ReceivePersistentActor
{
    private readonly Dictionary<string, PeerFact> incidents = [];
    private readonly Dictionary<(int Day, int Dimension, int Value), (int Incidents, int Killed, int Injured)> cells = [];

    /// <param name="id">The subject's number.</param>
    public PeerSubjectActor(string id)
    {
        PersistenceId = "subject-" + id;
        Recover<PeerFact>(Apply);
        Command<PeerFact>(fact =>
        {
            var sender = Sender;
            Persist(fact, persisted =>
            {
                Apply(persisted);
                sender.Tell(true);
            });
        });
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    private void Apply(PeerFact fact)
    {
        if (incidents.TryGetValue(fact.Incident, out var before))
        {
            Add(before, -1);
        }

        incidents[fact.Incident] = fact;
        Add(fact, 1);
    }

    private void Add(PeerFact fact, int sign)
    {
        int[] values = [0, fact.Type, fact.Outcome, fact.Perpetrator, fact.Target, fact.Place];
        for (var dimension = 0; dimension < values.Length; dimension++)
        {
            var key = (fact.Day, dimension, values[dimension]);
            var (count, killed, injured) = cells.GetValueOrDefault(key);
            cells[key] = (count + sign, killed + (sign * fact.Killed), injured + (sign * fact.Injured));
        }
    }
}
