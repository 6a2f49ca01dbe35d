using Akka.Configuration;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Wire;

namespace IseMail.Cluster.Hosting;

/// <summary>The Akka settings every actor system here has, clustered or not.</summary>
public static class ActorSettings
{
    /// <summary>
    /// The serializer and what it is for, dispatchers that share one thread pool so that a whole
    /// deployment fits into one process. Mail is given to that pool itself: the channel executor, good for a cluster's
    /// chatter, has one worker at first, and a journal that waits for the disk would hold up every connection.
    /// </summary>
    public static Config Common { get; } = ConfigurationFactory.ParseString($$"""
        akka {
          log-config-on-start = off
          log-dead-letters = off
          stdout-loglevel = WARNING
          stdout-logger-class = "{{typeof(AkkaEdgeLog).AssemblyQualifiedName}}"
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            default-dispatcher.executor = default-executor
            internal-dispatcher.executor = channel-executor
            serializers.isemail = "{{typeof(WireSerializer).AssemblyQualifiedName}}"
            serialization-bindings {
        {{string.Join('\n', WireSerializer.Types.Select(type => $"      \"{type.AssemblyQualifiedName}\" = isemail"))}}
            }
            serialization-identifiers {
              "{{typeof(WireSerializer).AssemblyQualifiedName}}" = {{WireSerializer.WireIdentifier}}
            }
          }
          persistence.dispatchers.default-plugin-dispatcher.executor = default-executor
          remote.default-remote-dispatcher.executor = channel-executor
          remote.backoff-remote-dispatcher.executor = channel-executor
        }
        """);

    /// <summary>These, and where a node journals.</summary>
    public static Config For(NodeStorage storage) => Common.WithFallback(storage.Settings);
}
