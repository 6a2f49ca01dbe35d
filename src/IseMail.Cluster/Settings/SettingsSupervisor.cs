using Akka.Actor;
using Akka.Pattern;
using IseMail.Cluster.Storage;

namespace IseMail.Cluster.Settings;

/// <summary>Watches over the keeper of the settings, or a node's copy: either recovers from its journal.</summary>
internal static class SettingsSupervisor
{
    public static Props Props(Props child) => BackoffSupervisor.Props(
        JournalSupervision.Of(child, "register").WithReplyWhileStopped(new SettingsRefused("the settings are being taken up again")));
}
