using System.Text.Json;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>A kind of thing that a scenario lets happen.</summary>
public abstract record ScenarioCause
{
    private ScenarioCause() { }

    /// <summary>A sample cause of one mail.</summary>
    /// <param name="Purpose">The purpose of the mail.</param>
    public sealed record Sample(MailPurpose Purpose) : ScenarioCause;

    /// <summary>An alarm of the catalogue.</summary>
    /// <param name="Name">Which; <c>null</c>: one after another.</param>
    /// <param name="Node">The node it is about; <c>null</c>: one after another.</param>
    public sealed record Alarm(string? Name, NodeName? Node) : ScenarioCause;

    /// <summary>Somebody comes to a portal.</summary>
    /// <param name="Scene">What for.</param>
    /// <param name="Node">Which PSN's; <c>null</c>: one after another.</param>
    public sealed record Portal(PortalScene Scene, NodeName? Node) : ScenarioCause;

    /// <summary>An administrator sends a test mail.</summary>
    public sealed record TestMail : ScenarioCause;
}

/// <summary>Names of scenes in files.</summary>
internal static class PortalScenes
{
    /// <summary>The word by which files know it.</summary>
    public static string Key(this PortalScene scene) => JsonNamingPolicy.CamelCase.ConvertName(scene.ToString());
}
