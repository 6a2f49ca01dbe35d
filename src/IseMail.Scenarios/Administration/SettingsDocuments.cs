using System.Collections.Immutable;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Administration;

/// <summary>What somebody fills into ISE's SMTP server page over HTTP. A field that is left out stays as it is.</summary>
/// <param name="Fields">The page's fields by <see cref="SmtpServerForm"/>'s keys: <c>host</c>, <c>port</c>, <c>mailbox</c> …</param>
/// <param name="Secret">The client secret or password, sealed with the deployment's key; <c>null</c>: as it is.</param>
/// <param name="From">The node that makes a test; <c>null</c>: the primary PAN; <c>*</c>: every node.</param>
public sealed record SettingsRequest(ImmutableDictionary<string, string> Fields, byte[]? Secret = null, string? From = null)
{
    /// <summary>The keys of the fields.</summary>
    public static ImmutableArray<string> Keys { get; } =
    [
        "host", "port", "connectionTimeout", "encryption", "authentication", "mailbox", "clientId", "tenantId", "secretExpires", "authority", "scope", "userName",
    ];

    /// <summary>Whether nothing was filled in.</summary>
    public bool IsEmpty => Fields.IsEmpty && Secret is null;

    /// <summary>The page with these fields filled in.</summary>
    public SmtpServerForm Form() => new()
    {
        Host = Fields.GetValueOrDefault("host"),
        Port = Fields.GetValueOrDefault("port"),
        ConnectionTimeout = Fields.GetValueOrDefault("connectionTimeout"),
        Encryption = Fields.GetValueOrDefault("encryption"),
        Authentication = Fields.GetValueOrDefault("authentication"),
        Mailbox = Fields.GetValueOrDefault("mailbox"),
        ClientId = Fields.GetValueOrDefault("clientId"),
        TenantId = Fields.GetValueOrDefault("tenantId"),
        SecretExpires = Fields.GetValueOrDefault("secretExpires"),
        Authority = Fields.GetValueOrDefault("authority"),
        Scope = Fields.GetValueOrDefault("scope"),
        UserName = Fields.GetValueOrDefault("userName"),
        Secret = Secret is null ? null : new SecretSource.Stored(new Domain.Notices.SealedText([.. Secret])),
    };
}

/// <summary>One field that cannot be used.</summary>
public sealed record FieldProblem(string Field, string What, string Expected);

/// <summary>How a connection test went, from one node.</summary>
/// <param name="Node">Which.</param>
/// <param name="Succeeded">Whether it did.</param>
/// <param name="Message">What ISE's page says.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Stages">Its steps.</param>
/// <param name="Problem">What is wrong, as <see cref="Domain.Sending.ConnectionProblem"/> names it; <c>null</c>: nothing.</param>
/// <param name="Reason">The reply or the fault, which ISE shows in guest.log only; <c>null</c>: nothing.</param>
/// <param name="Notes">What the test does not show.</param>
/// <param name="Token">What the token said that was had.</param>
public sealed record TestDocument(
    string Node, bool Succeeded, string Message, long Milliseconds, ImmutableArray<StageDocument> Stages, string? Problem, string? Reason, ImmutableArray<string> Notes, TokenFacts? Token)
{
    /// <summary>Of a node that is not there.</summary>
    public static TestDocument Absent(string node) => new(node, false, $"{node} is not there", 0, [], null, null, [], null);

    /// <summary>Of a test that was made.</summary>
    public static TestDocument Of(string node, ConnectionTestResult result, ProxySettings? proxy) => new(
        node, result.Succeeded, result.Message, (long)result.Took.TotalMilliseconds,
        [.. result.Stages(proxy).Select(StageDocument.Of)], result.Failure?.Problem.ToString(), result.Failure?.Reason, result.Notes, result.Token);
}

/// <summary>One step of a test.</summary>
/// <param name="Party"><c>token service</c> or <c>submission server</c>.</param>
/// <param name="Stage">Its name.</param>
/// <param name="State"><c>passed</c>, <c>failed</c> or <c>notReached</c>.</param>
public sealed record StageDocument(string Party, string Stage, string State)
{
    /// <summary>Of one step.</summary>
    public static StageDocument Of(StageResult step) => new(Domain.Sending.ConnectionStages.Title(step.Party), Domain.Sending.ConnectionStages.Title(step.Stage), step.State switch
    {
        StageState.Passed => "passed",
        StageState.Failed => "failed",
        _ => "notReached",
    });
}

/// <summary>How the settings stand; no secret in it.</summary>
/// <param name="Keeper">The primary PAN.</param>
/// <param name="Version">Number of the newest version; 0: none.</param>
/// <param name="SavedAt">When it was saved; <c>null</c>: never.</param>
/// <param name="Cause">What made it.</param>
/// <param name="WhyNotConfigured">Why mail cannot leave; <c>null</c>: a server is configured.</param>
/// <param name="Fields">The SMTP server page; empty where none is configured.</param>
/// <param name="Secret">Where its secret comes from, never the secret; <c>null</c>: it needs none.</param>
/// <param name="TokenEndpoint">The page's read-only field.</param>
/// <param name="Proxy">The proxy, in words.</param>
/// <param name="Trusted">The trusted certificates.</param>
/// <param name="Nodes">The version each node has; those that are not there are left out.</param>
/// <param name="Networks">What is different on which node, in words.</param>
/// <param name="DebugLogs">How much which node logs where that is not the usual, in words.</param>
public sealed record SettingsDocument(
    string Keeper,
    long Version,
    DateTimeOffset? SavedAt,
    string Cause,
    string? WhyNotConfigured,
    ImmutableSortedDictionary<string, string> Fields,
    string? Secret,
    string? TokenEndpoint,
    string Proxy,
    ImmutableArray<TrustedDocument> Trusted,
    ImmutableSortedDictionary<string, long> Nodes,
    ImmutableSortedDictionary<string, string> Networks,
    ImmutableSortedDictionary<string, string> DebugLogs);

/// <summary>A certificate of the store.</summary>
public sealed record TrustedDocument(string Name, string Subject, DateTimeOffset NotAfter, ImmutableArray<string> TrustedFor);

/// <summary>A change of the store: certificates to import, or the name of one to remove.</summary>
public sealed record TrustRequest(string? Name, string? Pem, ImmutableArray<string> TrustedFor, string? Remove);

/// <summary>A change of the proxy page, of the deployment or of one node.</summary>
/// <param name="Node">Whose; <c>null</c>: the deployment's.</param>
/// <param name="Direct">Whether there is to be none.</param>
/// <param name="Inherit">Whether the node is to use the deployment's.</param>
/// <param name="Host">The proxy.</param>
/// <param name="Port">Its port.</param>
/// <param name="UserName">Who asks it.</param>
/// <param name="Password">That user's password, sealed with the deployment's key.</param>
/// <param name="Bypass">What is reached without it.</param>
public sealed record ProxyRequest(string? Node, bool Direct, bool Inherit, string? Host, int? Port, string? UserName, byte[]? Password, ImmutableArray<string> Bypass);

/// <summary>A change of what is different on one node. What is left out stays as it is.</summary>
/// <param name="Node">Which.</param>
/// <param name="Lacks">Friendly names of certificates that it does not have, <c>*</c> for all.</param>
/// <param name="Names">Names it resolves in its own way: to <c>host</c>, <c>host:port</c> or <c>unknown</c>.</param>
/// <param name="Blocked">Whether a firewall keeps it in.</param>
/// <param name="ClockMinutes">How far its clock is ahead.</param>
public sealed record NetworkRequest(string Node, ImmutableArray<string>? Lacks, ImmutableDictionary<string, string>? Names, bool? Blocked, double? ClockMinutes);

/// <summary>A backup or a restore failed outside the deployment.</summary>
/// <param name="Why">Why, in a clause.</param>
public sealed record FailureRequest(string? Why);

/// <summary>A call was refused.</summary>
/// <param name="Error">Why, in a line.</param>
/// <param name="Problems">Fields that cannot be used.</param>
public sealed record RefusalDocument(string Error, ImmutableArray<FieldProblem> Problems);

/// <summary>A change of one node's Debug Log Configuration.</summary>
/// <param name="Node">Which.</param>
/// <param name="Component">One of <see cref="DebugLog.Components"/>.</param>
/// <param name="Level">One of <see cref="DebugLogLevel"/>, in any case.</param>
public sealed record DebugLogRequest(string Node, string Component, string Level);
