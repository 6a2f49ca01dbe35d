namespace IseMail.Scenarios.Tests.Lint;

/// <summary>A topology in which a rule finds something, and the same without that.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Sound">The topology in which the rule finds nothing.</param>
/// <param name="Text">The topology in which it does.</param>
/// <param name="At">What stands at the place that is told.</param>
internal sealed record LintCase(string Rule, string Sound, string Text, string At)
{
    /// <summary>Nothing is found in it by any rule.</summary>
    public const string Quiet = """
        name: quiet
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-2 }
        failover: { promotion: 15m }
        tenant: embedded
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true, passwordNeverExpires: true }

        """;

    /// <summary>Mail goes to Exchange Online itself.</summary>
    public const string Outside = """
        name: outside
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        mail:
          alarmSender: ise-mail@contoso.example
          guestSender: ise-mail@contoso.example
          allowedRecipients: ["@contoso.example"]
          server:
            host: smtp.office365.com
            mailbox: ise-mail@contoso.example
            oauth:
              tenantId: 11111111-1111-1111-1111-111111111111
              clientId: 22222222-2222-2222-2222-222222222222
              clientSecret: { file: client-secret }
              secretExpires: 2027-11-26

        """;

    private const string Large = """
        name: large
        model: large
        nodes:
          - { name: pan-1, personas: [pan], primary: [pan] }
          - { name: pan-2, personas: [pan] }
          - { name: mnt-1, personas: [mnt], primary: [mnt] }
          - { name: mnt-2, personas: [mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-2 }
        tenant: embedded

        """;

    private const string Small = """
        name: small
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn] }
        tenant: embedded

        """;

    private const string Mailbox = "{ address: ise-mail@contoso.example, fullAccess: [00000000-0000-0000-0000-0000000000c1], sendAs: [ise-alarms@contoso.example, guest-access@contoso.example] }";
    private const string Application = "{ name: Cisco ISE, clientId: 00000000-0000-0000-0000-0000000000c1, objectId: 00000000-0000-0000-0000-0000000000e1 }";

    /// <summary>A case for each rule, by subject.</summary>
    public static IReadOnlyList<LintCase> All { get; } =
        [.. Redundancy(), .. Failover(), .. Sending(), .. Secrets(), .. Tenant(), .. Notices(), .. Network(), .. Cluster()];

    private static IEnumerable<LintCase> Redundancy()
    {
        yield return new("ISE101", Quiet, "model: standalone\nnodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt] }]\ntenant: embedded\n", "nodes");
        yield return Large.Replaced("ISE102", "  - { name: pan-2, personas: [pan] }\n", "", "{ name: pan-1").Replaced("panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-2 }\n", "");
        yield return Large.Replaced("ISE103", "  - { name: mnt-2, personas: [mnt] }\n", "", "{ name: mnt-1");
        yield return Large.Replaced("ISE104", "psn-{1..3}", "psn-1", "{ name: \"psn-1\"").Replaced("secondaryHealthCheckNode: psn-2", "secondaryHealthCheckNode: psn-1");
        yield return new("ISE105", Quiet, Small, "nodes:");
        yield return Quiet.Replaced("ISE106", "psn-{1..3}", "psn-{1..4}", "nodes:");
        yield return Quiet.Replaced("ISE107", "psn-{1..3}", "psn-{1..1}", "sender:").Replaced("secondaryHealthCheckNode: psn-2", "secondaryHealthCheckNode: psn-1").Added("mail: { sender: { host: psn } }", "host");
    }

    private static IEnumerable<LintCase> Failover()
    {
        yield return Quiet.Replaced("ISE201", "isEnabled: true", "isEnabled: false", "panHa");
        yield return Quiet.Replaced("ISE202", "secondaryHealthCheckNode: psn-2", "secondaryHealthCheckNode: psn-1", "secondaryHealthCheckNode");
        yield return Large.Replaced("ISE203", "primaryHealthCheckNode: psn-1", "primaryHealthCheckNode: mnt-1", "primaryHealthCheckNode");
        yield return Quiet.Replaced("ISE204", "psn-{1..3}", "psn-1", "primaryHealthCheckNode").Replaced("secondaryHealthCheckNode: psn-2", "secondaryHealthCheckNode: psn-1");
        yield return Quiet.Replaced("ISE205", "psn-2 }", "psn-2, pollingInterval: 300, failedAttempts: 60 }", "failedAttempts");
        yield return Quiet.Replaced("ISE206", "psn-2 }", "psn-2, pollingInterval: 30, failedAttempts: 3 }", "failedAttempts");
        yield return Quiet.Replaced("ISE207", "failover: { promotion: 15m }\n", "", "name: quiet");
        yield return Quiet.Replaced("ISE208", "promotion: 15m", "promotion: 15m, timeScale: 0.1", "timeScale");
        yield return Quiet.Replaced("ISE209", "promotion: 15m", "promotion: 15m, waitingMail: adopted", "waitingMail");
    }

    private static IEnumerable<LintCase> Sending()
    {
        yield return Quiet.Plus("ISE301", "mail: { sender: { budget: { messages: 31 } } }", "budget");
        yield return Quiet.Plus("ISE302", "mail: { sender: { budget: unlimited } }", "budget");
        yield return Quiet.Plus("ISE303", "mail: { sender: { connections: 4 } }", "connections");
        yield return Quiet.Plus("ISE304", "mail: { sender: { placement: node, connections: 1 } }", "placement");
        yield return Quiet.Plus("ISE305", "workload: { every: 15s }", "every");
        yield return Quiet.Plus("ISE306", "workload: { every: 1m }", "every");
        yield return Large.Replaced("ISE307", "psn-{1..3}", "psn-{1..31}", "{ name: \"psn-{1..31}\"");
        yield return Quiet.Replaced("ISE308", "tenant: embedded", "tenant: { limits: { connections: 2 } }", "limits");
        yield return Outside.Replaced("ISE309", "host: smtp", "connectionTimeout: 59s\n    host: smtp", "connectionTimeout");
        yield return Outside.Replaced("ISE310", "host: smtp", "port: 465\n    host: smtp", "port");
        yield return Quiet.Plus("ISE311", "mail: { retry: { greatestAge: 1d } }", "greatestAge");
        yield return Quiet.Plus("ISE312", "mail: { sender: { inDoubt: hold } }", "inDoubt");
        yield return Quiet.Plus("ISE313", "mail: { server: none }", "server");
        yield return Outside.Replaced("ISE314", "[\"@contoso.example\"]", "[]", "allowedRecipients");
    }

    private static IEnumerable<LintCase> Secrets()
    {
        yield return Outside.Replaced("ISE401", "2027-11-26", "2026-11-26", "secretExpires");
        yield return Outside.Replaced("ISE402", "2027-11-26", "2026-12-26", "secretExpires");
        yield return Outside.Replaced("ISE403", "      secretExpires: 2027-11-26\n", "", "oauth");
        yield return Outside.Replaced("ISE404", "{ file: client-secret }", "{ environment: ISE_SECRET }", "clientSecret");
        yield return Quiet.Replaced("ISE405", "tenant: embedded", $"tenant: {{ applications: [{Application.Replace(" }", ", secretExpires: 2026-11-01 }", StringComparison.Ordinal)}] }}", "secretExpires");
        yield return Quiet.Replaced("ISE406", "tenant: embedded", $"tenant: {{ applications: [{Application.Replace(" }", ", secretExpires: 2027-06-01 }", StringComparison.Ordinal)}] }}", "secretExpires")
            .Added("mail: { server: { host: smtp.office365.com, mailbox: ise-mail@contoso.example, oauth: { tenantId: contoso.example, clientId: 00000000-0000-0000-0000-0000000000c1, clientSecret: embedded, secretExpires: 2027-11-26 } } }", "secretExpires: 2027-11-26");
        yield return Quiet.Plus("ISE407", "alarms: { secretExpiry: { before: [7d] } }", "before");
        yield return Quiet.Plus("ISE408", "mail: { trusted: [expired.pem] }", "expired.pem");
        yield return Quiet.Plus("ISE409", "mail: { trusted: [expiring.pem] }", "expiring.pem");
        yield return Quiet.Plus("ISE410", "mail: { trusted: [{ file: valid.pem, trustedFor: [endpoints] }] }", "{ file: valid.pem");
        yield return Outside.Replaced("ISE411", "oauth:\n", "oauth:\n      authority: https://login.contoso.example/contoso\n", "authority");
        yield return Quiet.Plus("ISE412", "mail: { trusted: [nowhere.pem] }", "nowhere.pem");
    }

    private static IEnumerable<LintCase> Tenant()
    {
        yield return OfTenant("ISE501", "mailboxes: []", "mailboxes");
        yield return OfTenant("ISE502", $"mailboxes: [{Mailbox.Replace(" }", ", licensed: false }", StringComparison.Ordinal)}]", "licensed");
        yield return OfTenant("ISE503", "smtpClientAuthenticationDisabled: true", "smtpClientAuthenticationDisabled");
        yield return OfTenant("ISE504", $"applications: [{Application.Replace(" }", ", enabled: false }", StringComparison.Ordinal)}]", "applications");
        yield return OfTenant("ISE505", $"applications: [{Application.Replace(" }", ", permissions: [], withoutConsent: [SMTP.SendAsApp] }", StringComparison.Ordinal)}]", "{ name: Cisco ISE");
        yield return OfTenant("ISE506", "servicePrincipals: [{ appId: 00000000-0000-0000-0000-0000000000c1, objectId: 00000000-0000-0000-0000-0000000000ff }]", "servicePrincipals");
        yield return OfTenant("ISE507", $"mailboxes: [{Mailbox.Replace("fullAccess: [00000000-0000-0000-0000-0000000000c1]", "fullAccess: []", StringComparison.Ordinal)}]", "fullAccess");
        yield return Quiet.Replaced("ISE508", "tenant: embedded", $"tenant: {{ mailboxes: [{Mailbox}] }}", "alarmSender").Added("mail: { alarmSender: other@contoso.example }", "alarmSender");
        yield return Quiet.Plus("ISE509", "guests: { from: sponsor, sponsors: [{ name: sara, email: sara@contoso.example }] }", "email: sara");
        yield return Outside.Replaced("ISE510", "alarmSender: ise-mail", "alarmSender: ise-alarms", "alarmSender");
        yield return Outside.Replaced("ISE511", "guestSender: ise-mail@contoso.example", "guestSender: ise@contoso.onmicrosoft.com", "guestSender");
        yield return OfTenant("ISE512", "faults: [{ name: slow, where: token, delay: 5s }]", "faults");
        yield return OfTenant("ISE513", "securityDefaults: false", "securityDefaults");
    }

    private static IEnumerable<LintCase> Notices()
    {
        yield return Quiet.Replaced("ISE601", "includeSystemAlarms: true, ", "", "administrators");
        yield return Quiet.Plus("ISE602", "alarms: { settings: [{ name: SMTP OAuth Client Secret is expired, enabled: false }] }", "settings");
        yield return Quiet.Plus("ISE603", "alarms: { settings: [{ name: Health Status Unavailable, enabled: false }] }", "settings");
        yield return Quiet.Plus("ISE604", "mail: { sender: { budget: { messages: 4 } } }", "name: quiet");
        yield return Quiet.Plus("ISE605", "mail: { guestSender: ise-alarms@contoso.example }", "mail");
        yield return Quiet.Plus("ISE606", "guests: { notifications: false }", "notifications");
        yield return Quiet.Plus("ISE607", "guests: { timeZone: Europe/Rome }", "guests");
        yield return Quiet.Plus("ISE608", "guests: { types: [{ name: Daily, duration: 1d, expiryNotice: 3d }] }", "expiryNotice");
        yield return Quiet.Plus("ISE609", "mail: { sender: { budget: { messages: 19 } } }\nguests: { sponsorGroups: [{ name: Hosts, mostAtOnce: 200 }] }", "mostAtOnce");
        yield return Quiet.Plus("ISE610", "mail: { sender: { budget: { recipientsPerDay: 1 } } }\ninternalUsers: [{ name: a, passwordExpires: 2027-01-01 }, { name: b, passwordExpires: 2027-01-01 }]", "internalUsers");
        yield return Quiet.Plus("ISE611", "passwordPolicy: { internalUsers: { remindBefore: [] } }\ninternalUsers: [{ name: a, passwordExpires: 2027-01-01 }]", "remindBefore");
    }

    private static IEnumerable<LintCase> Network()
    {
        yield return OfNode("ISE701", "clock: -6m", "clock");
        yield return OfNode("ISE702", "directAccess: blocked", "directAccess");
        yield return OfNode("ISE703", "lacksCertificates: ['*']", "lacksCertificates");
        yield return OfNode("ISE704", "names: { login.microsoftonline.com: unknown }", "login.microsoftonline.com");
        yield return OfNode("ISE705", "proxy: { host: proxy.contoso.example, port: 3128 }", "proxy");
        yield return Quiet.Plus("ISE706", "mail: { proxy: { host: proxy.contoso.example, port: 3128, bypass: [.office365.com] } }", "bypass");
    }

    private static IEnumerable<LintCase> Cluster()
    {
        yield return Quiet.Replaced("ISE801", "personas: [psn]", "personas: [psn], address: \"{name}:4053\"", "storage").Added("storage: sqlite", "storage");
        yield return Quiet.Plus("ISE802", "cluster: { admitPolicyServiceNodes: true }", "admitPolicyServiceNodes");
        yield return Quiet.Plus("ISE803", "cluster: { bind: 0.0.0.0 }", "bind");
        yield return Quiet.Replaced("ISE804", "personas: [psn]", "personas: [psn], address: \"{name}:4053\"", "bind").Added("cluster: { bind: 127.0.0.1 }", "bind");
        yield return Quiet.Replaced("ISE805", "personas: [psn]", "personas: [psn], address: \"{name}:4053\"", "{ name: ise-1");
        yield return Quiet.Replaced("ISE806", "personas: [psn]", "personas: [psn], address: \"one:4053\"", "address");
        yield return Quiet.Replaced("ISE807", "tenant: embedded", "tenant: { listen: { address: 0.0.0.0 } }", "address");
    }

    private static LintCase OfTenant(string rule, string entry, string at) => Quiet.Replaced(rule, "tenant: embedded", $"tenant: {{ {entry} }}", at);

    private static LintCase OfNode(string rule, string entry, string at) => Quiet.Replaced(rule, "personas: [psn]", $"personas: [psn], network: {{ {entry} }}", at);

    /// <summary>The case with another change to its text.</summary>
    public LintCase Replaced(string old, string with) => this with { Text = Changed(Text, old, with) };

    /// <summary>The case with lines behind its text.</summary>
    public LintCase Added(string lines, string at) => this with { Text = Text + lines + "\n", At = at };

    /// <summary>The text with one change, which has to be one.</summary>
    public static string Changed(string text, string old, string with) =>
        text.Contains(old, StringComparison.Ordinal) ? text.Replace(old, with, StringComparison.Ordinal) : throw new ArgumentException($"'{old}' does not stand in the text", nameof(old));
}

/// <summary>Cases made of a sound topology.</summary>
internal static class SoundTopology
{
    public static LintCase Replaced(this string sound, string rule, string old, string with, string at) => new(rule, sound, LintCase.Changed(sound, old, with), at);

    public static LintCase Plus(this string sound, string rule, string lines, string at) => new(rule, sound, sound + lines + "\n", at);
}
