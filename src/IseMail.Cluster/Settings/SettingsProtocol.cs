using System.Collections.Immutable;
using Akka.Actor;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>
/// To the keeper of the settings: make ISE's connection test of these values. Answered with <see cref="SettingsTested"/>.
/// </summary>
/// <param name="Server">The SMTP server page.</param>
/// <param name="From">The node that makes it; <c>null</c>: the primary PAN, whose test alone opens the way to saving.</param>
public sealed record TestSettings(SmtpServerSettings Server, NodeName? From);

/// <summary>
/// To the keeper of the settings: save the SMTP server page, a test of which has succeeded. Answered with
/// <see cref="SettingsKept"/> or <see cref="SettingsRefused"/>.
/// </summary>
public sealed record SaveSettings(SmtpServerSettings Server);

/// <summary>
/// To the keeper of the settings: save everything but the SMTP server page, which stays or, in a restore, goes. Answered
/// with <see cref="SettingsKept"/> or <see cref="SettingsRefused"/>.
/// </summary>
/// <param name="Since">The version that was changed; if another has been saved meanwhile, nothing is.</param>
/// <param name="Settings">All of it.</param>
/// <param name="Cause">Why, in a clause.</param>
public sealed record ChangeSettings(long Since, SystemSettings Settings, string Cause);

/// <summary>To the keeper of the settings: what is newer than this? Answered with <see cref="SettingsPublished"/> where something is.</summary>
/// <param name="Node">Who asks.</param>
/// <param name="Version">What it has; 0: nothing.</param>
public sealed record AskForSettings(NodeName Node, long Version);

/// <summary>To the keeper of the settings: say how they stand. Answered with <see cref="SettingsReport"/>.</summary>
public sealed record TellSettings;

/// <summary>To a node: these are the newest settings.</summary>
public sealed record SettingsPublished(SettingsVersion Version);

/// <summary>How a connection test ended.</summary>
/// <param name="Node">Which node made it.</param>
/// <param name="Result">How it ended; <c>null</c>: that node is not there.</param>
/// <param name="Path">That node's way, without passwords; <c>null</c>: it is not there.</param>
public sealed record SettingsTested(NodeName Node, ConnectionTestResult? Result, NodePath? Path);

/// <summary>The settings are journalled and on their way to every node.</summary>
public sealed record SettingsKept(long Version);

/// <summary>Nothing was changed.</summary>
public sealed record SettingsRefused(string Why);

/// <summary>How the settings stand.</summary>
/// <param name="Keeper">The node that keeps them: the primary PAN.</param>
/// <param name="Version">The newest version.</param>
/// <param name="Nodes">What each node is known to have.</param>
/// <param name="InitialTest">What the test of the topology's values said last, where they are not saved yet.</param>
public sealed record SettingsReport(NodeName Keeper, SettingsVersion Version, ImmutableSortedDictionary<NodeName, long> Nodes, string? InitialTest);

/// <summary>On a node's event stream: other settings are in use from here on.</summary>
internal sealed record SettingsInUse(SettingsVersion Version) : INoSerializationVerificationNeeded;
