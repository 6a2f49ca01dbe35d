using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using IseMail.Cluster.Links;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;

namespace IseMail.Cluster.Hosting;

/// <summary>Where a node's cluster listener binds and how others reach it.</summary>
/// <param name="Bind">IP address to bind.</param>
/// <param name="Host">Name or address by which other nodes reach it.</param>
/// <param name="Port">TCP port; 0: any free port.</param>
public sealed record ClusterListener(string Bind, string Host, int Port);

/// <summary>
/// How nodes find, watch and leave each other: Akka.Cluster with the personas as roles, and its split brain resolver
/// keeping the majority, or of two nodes the one that takes a lease.
/// </summary>
public static class ClusterFormation
{
    // What the failure detector adds to the pause that it accepts: its threshold of 8 is reached 5.6 standard deviations after
    // the mean, of which it assumes 0.1 s at least.
    private static readonly TimeSpan Suspicion = TimeSpan.FromMilliseconds(560);

    private static readonly TimeSpan FrequentHeartbeat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RareHeartbeat = TimeSpan.FromSeconds(1);

    /// <summary>The address of a node's actor system.</summary>
    public static Address AddressOf(ClusterName cluster, string host, int port, ClusterTls tls) =>
        new(tls == ClusterTls.Mutual ? "akka.ssl.tcp" : "akka.tcp", cluster.Value, host, port);

    /// <summary>The Akka settings of one node.</summary>
    /// <param name="personas">Its roles.</param>
    /// <param name="listener">Its listener.</param>
    /// <param name="nodes">How many nodes the deployment has.</param>
    /// <param name="failover">How long silence is borne.</param>
    /// <param name="survivor">Which of them go on when they lose each other.</param>
    /// <param name="breakableLinks">Whether its links to other nodes can be broken.</param>
    /// <param name="tls">What protects its connections; the certificate is given beside these settings.</param>
    public static Config For(
        IEnumerable<Persona> personas, ClusterListener listener, int nodes, FailoverSettings failover, SurvivorRule survivor,
        bool breakableLinks = false, ClusterTls tls = ClusterTls.None)
    {
        // A silence that is short is to be noticed to within a part of it; where nodes are many, heartbeats are what they cost.
        var silence = failover.SilenceOf(nodes);
        var heartbeat = nodes > 20 && silence >= RareHeartbeat * 4 ? RareHeartbeat : FrequentHeartbeat;
        return ConfigurationFactory.ParseString($$"""
        akka {
          actor.provider = cluster
          # Each association of two nodes looks twice in this time whether it owes the other a receipt. At the usual 0.3 s
          # that is most of what a deployment of 54 nodes does.
          remote.system-message-ack-piggyback-timeout = 4s
          remote.resend-interval = 10s
          # Whoever dies and comes back within seconds is to be spoken to at once, and not only when Akka's usual 5 s are over.
          remote.retry-gate-closed-for = {{Milliseconds(FailoverSettings.GateClosed)}}
          # Whoever was cut off speaks to the others again soon after it is not, and not only when Akka's usual 15 s are over.
          remote.handshake-timeout = {{Milliseconds(FailoverSettings.JoinHandshake)}}
          remote.dot-netty.tcp {
            bind-hostname = "{{listener.Bind}}"
            hostname = "{{listener.Bind}}"
            public-hostname = "{{listener.Host}}"
            port = {{listener.Port}}
            connection-timeout = {{Milliseconds(FailoverSettings.JoinHandshake)}}
            batching.enabled = false
            # Beside the cluster, a console is told all that an outbox holds in one message.
            maximum-frame-size = 16000000b
            enable-ssl = {{(tls == ClusterTls.Mutual ? "true" : "false")}}
            applied-adapters = {{(breakableLinks ? NodeLinks.Adapters : "[]")}}
          }
          cluster {
            roles = [{{string.Join(", ", personas.Select(PersonaNames.Role))}}]
            log-info = off
            # A deployment's nodes are few: telling each other more often than the usual second costs little and lets
            # a whole deployment come up, and a duty move, that much sooner. Beyond some twenty, gossip is what costs most.
            gossip-interval = {{(nodes > 20 ? "1s" : "200ms")}}
            leader-actions-interval = 200ms
            periodic-tasks-initial-delay = 200ms
            unreachable-nodes-reaper-interval = 200ms
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = {{(survivor == SurvivorRule.Lease ? "lease-majority" : "keep-majority")}}
              stable-after = {{Milliseconds(failover.StableAfterOf(nodes))}}
              lease-majority {
                lease-implementation = "{{DatabaseLease.Path}}"
                acquire-lease-delay-for-minority = {{Milliseconds(FailoverSettings.LowerAddressFirst)}}
                # Kept for as long as its holder lives. A node that was suspended asks when it wakes up, which may be long after the other
                # went on: it must be refused then, and would not be if the lease had been given back meanwhile.
                release-after = 3650d
              }
            }
            failure-detector {
              heartbeat-interval = {{Milliseconds(heartbeat)}}
              acceptable-heartbeat-pause = {{Milliseconds(silence - heartbeat - Suspicion)}}
              expected-response-after = 3s
            }
            allow-weakly-up-members = off
            # It is "not found" for a moment at each start, which is no news.
            singleton-proxy.log-singleton-identification-failure = off
            singleton-proxy.singleton-identification-interval = 200ms
            shutdown-after-unsuccessful-join-seed-nodes = off
            # Whoever is back before its predecessor at the same address has been given up has that removed by its first attempt, and gets in with
            # the next. Until then nobody asks it anything, so it must not wait for Akka's usual 10 s.
            retry-unsuccessful-join-after = 1s
            seed-node-timeout = {{Milliseconds(FailoverSettings.JoinAgain)}}
          }
          coordinated-shutdown.exit-clr = off
          # A node that is killed tells nobody; one that leaves says so itself.
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.default-phase-timeout = 10s
        }
        """)
        .WithFallback(DatabaseLease.SettingsFor(failover.LeaseTermOf(nodes)))
        .WithFallback(ClusterSingleton.DefaultConfig());
    }

    private static string Milliseconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0}ms");
}
