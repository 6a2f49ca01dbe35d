namespace IseMail.Scenarios.Tests.Topologies;

/// <summary>A file that cannot be used, and every line that is said of it.</summary>
/// <param name="Fault">What is wrong with it, in a few words.</param>
/// <param name="Text">The file.</param>
/// <param name="Lines">What is said, in this order.</param>
/// <param name="SchemaSees">Whether the fault is one that a schema can express; <c>false</c> for limits and for faults of the YAML itself.</param>
internal sealed record BadTopology(string Fault, string Text, string[] Lines, bool SchemaSees)
{
    private const string Good = "model: standalone\nnodes: [{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}]\ntenant: embedded\n";
    private const string SourceRule = "'{file: path}' or '{environment: VARIABLE}'";
    private const string RootKeys = "one of name, model, nodes, mail, tenant, storage, cluster, workload, passwordPolicy, administrators, internalUsers, alarms, guests, panHa, failover";
    private const string DurationRule = "a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d";

    public static IReadOnlyList<BadTopology> All { get; } = [.. Yaml(), .. Keys(), .. Nodes(), .. Values(), .. Notices(), .. Failover(), .. Cluster(), .. Secrets()];

    private static IEnumerable<BadTopology> Yaml()
    {
        yield return new("an open bracket", "model: standalone\nnodes: [{name: a\n", ["3:1: this is not YAML: While parsing a flow mapping, did not find expected ',' or '}'; well-formed YAML"], false);
        yield return new("a colon too many", "model: standalone\nname: a: b\n", ["2:8: this is not YAML: While scanning a plain scalar value, found invalid mapping; well-formed YAML"], false);
        yield return new("a tab as indentation", "model: standalone\nmail:\n\tsender:\n", ["3:1: a tab in the indentation; spaces"], false);
        yield return new("a tab behind spaces", "nodes:\n  - name: a\n  \tpersonas: [pan]\n", ["3:3: a tab in the indentation; spaces"], false);
        yield return new("an empty file", "", ["1:1: the file is empty; a mapping of keys and values"], true);
        yield return new("only a comment", "# later\n", ["1:1: the file is empty; a mapping of keys and values"], true);
        yield return new("a list", "- a\n- b\n", ["1:1: the document is not a mapping; a mapping of keys and values"], true);
        yield return new("a single word", "standalone", ["1:1: the document is not a mapping; a mapping of keys and values"], true);
        yield return new("a second document", Good + "---\nmodel: small\n", ["4:1: a second document begins; one document in a file"], false);
        yield return new("only ends of documents", "...\n...\n", ["3:1: this is not YAML; well-formed YAML"], false);
        yield return new("an alias", "model: standalone\nnodes: *all\ntenant: embedded\n", ["2:8: an alias ('*'); the value itself", "2:8: 'nodes' is empty; a list"], false);
        yield return new("an anchor", Good.Replace("nodes: ", "nodes: &all ", StringComparison.Ordinal), ["2:8: an anchor ('&'); the value without an anchor"], false);
        yield return new("a tag", Good.Replace("nodes: ", "nodes: !!seq ", StringComparison.Ordinal), ["2:8: a value with a tag; the value without a tag"], false);
        yield return new("a list as a key", Good + "? [a, b]\n: c\n", ["4:3: a key that is not a word; a key as text"], false);
        yield return new("forty lists in each other", Good + "mail: " + new string('[', 40) + new string(']', 40) + "\n", ["4:23: nested deeper than 16 levels; a flatter document"], true);
        yield return new("ten thousand values", Good + $"mail: {{allowedRecipients: [{string.Join(", ", Enumerable.Repeat("a@b", 10_000))}]}}\n", ["4:49913: more than 10000 values; a smaller document"], false);
        yield return new("more than a megabyte", Good + new string('#', 1024 * 1024), ["1:1: the file is larger than 1 MB; at most 1 MB"], false);
        yield return new("a NUL", Good + "name: a\0b\n", ["4:8: the character U+0000 stands here; printable text"], false);
        yield return new("an escape sequence for a terminal", Good + "name: a\u001b[31mb\n", ["4:8: the character U+001B stands here; printable text"], false);
    }

    private static IEnumerable<BadTopology> Failover()
    {
        const string large = "model: large\nnodes:\n- {name: p1, personas: [pan], primary: [pan]}\n- {name: p2, personas: [pan]}\n- {name: m1, personas: [mnt], primary: [mnt]}\n- {name: s1, personas: [psn]}\ntenant: embedded\n";
        const string able = "one of m1, s1";
        yield return new("automatic failover without a node that checks", large + "panHa: { isEnabled: true }\n", ["8:8: key 'primaryHealthCheckNode' is missing; 'primaryHealthCheckNode: …' under 'panHa'", "8:8: key 'secondaryHealthCheckNode' is missing; 'secondaryHealthCheckNode: …' under 'panHa'"], false);
        yield return new("automatic failover that does not say whether", large + "panHa: { pollingInterval: 60 }\n", ["8:8: key 'isEnabled' is missing; 'isEnabled: …' under 'panHa'"], true);
        yield return new("a health-check node that does not exist", large + "panHa: { isEnabled: true, primaryHealthCheckNode: s1, secondaryHealthCheckNode: s9 }\n", [$"8:55: no node is named 's9'; {able}"], false);
        yield return new("a PAN as the health-check node", large + "panHa: { isEnabled: true, primaryHealthCheckNode: { hostname: p2 }, secondaryHealthCheckNode: s1 }\n", [$"8:27: 'p2' is a PAN, and a health-check node is none; {able}"], false);
        yield return new("automatic failover in one node", Good + "panHa: { isEnabled: true, primaryHealthCheckNode: a, secondaryHealthCheckNode: a }\n", ["4:10: automatic PAN failover needs two PANs and a third node that checks their health; 'isEnabled: false'; the secondary PAN is then promoted by hand"], false);
        yield return new("polls too often", large + "panHa: { isEnabled: true, primaryHealthCheckNode: s1, secondaryHealthCheckNode: s1, pollingInterval: 5 }\n", ["8:102: '5' cannot be used for 'pollingInterval'; a whole number from 30 to 300"], true);
        yield return new("a time that runs faster than it may", large + "failover: { timeScale: 2 }\n", ["8:24: '2' cannot be used for 'timeScale'; a number from 0.001 to 1"], true);
    }

    private static IEnumerable<BadTopology> Cluster()
    {
        const string expected = "one of none, mutual";
        yield return new("TLS of another kind", Good + "cluster: { tls: true }\n", [$"4:17: 'true' is not known for 'tls'; {expected}"], true);
        yield return new("TLS of one side", Good + "cluster: { tls: server }\n", [$"4:17: 'server' is not known for 'tls'; {expected}"], true);
        yield return new("a misspelled TLS", Good + "cluster: { tsl: mutual }\n", ["4:12: unknown key 'tsl'; 'tls' is the nearest known"], true);
    }

    private static IEnumerable<BadTopology> Keys()
    {
        yield return new("a misspelled key", Good + "storge: sqlite\n", ["4:1: unknown key 'storge'; 'storage' is the nearest known"], true);
        yield return new("a key like no other", Good + "colour: red\n", [$"4:1: unknown key 'colour'; {RootKeys}"], true);
        yield return new("a merge key", Good + "<<: {name: x}\n", [$"4:1: unknown key '<<'; {RootKeys}"], true);
        yield return new("a very long key", Good + new string('k', 500) + ": 1\n", [$"4:1: unknown key '{new string('k', 64)}…'; {RootKeys}"], true);
        yield return new("a misspelled key that was required", Node("{name: a, persona: [pan, mnt, psn], primary: [pan, mnt]}"),
            ["4:5: key 'personas' is missing; 'personas: …' under 'nodes[0]'", "4:15: unknown key 'persona'; 'personas' is the nearest known"], true);
        yield return new("a key twice", Good + "tenant: embedded\n", ["4:1: key 'tenant' stands here again; it once (first in line 3)"], false);
        yield return new("no model", Good["model: standalone\n".Length..], ["1:1: key 'model' is missing; 'model: …'"], true);
        yield return new("no nodes", "model: standalone\ntenant: embedded\n", ["1:1: key 'nodes' is missing; 'nodes: …'"], true);
        yield return new("nowhere to send to", Good.Replace("tenant: embedded", "mail: {sender: {connections: 3}}", StringComparison.Ordinal),
            ["3:7: there is neither 'mail.server' nor 'tenant'; 'tenant: embedded', or a server under 'mail'"], true);
        yield return new("two stores", Good + "storage: { sqlite: a, postgresql: { connectionString: { file: b } } }\n", ["4:10: 'storage' does not name one store; either 'sqlite' or 'postgresql'"], true);
        yield return new("three faults at once", "model: tiny\nnodes: []\ncolour: red\ntenant: embeded\n",
            ["1:8: 'tiny' is not known for 'model'; one of standalone, small, medium, large, paper", $"3:1: unknown key 'colour'; {RootKeys}", "4:9: 'embeded' is not known for 'tenant'; 'embedded', or a mapping of keys and values"], true);
        yield return new("a fault in a file with Windows line ends", (Good + "colour: red\n").Replace("\n", "\r\n", StringComparison.Ordinal), [$"4:1: unknown key 'colour'; {RootKeys}"], true);
    }

    private static IEnumerable<BadTopology> Nodes()
    {
        yield return new("two nodes of one name", Node("{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}", "{name: A, personas: [pan, mnt, psn]}", "small"), ["5:6: two nodes are named 'a'; a name for each node"], false);
        yield return new("two primaries", Node("{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}", "{name: b, personas: [pan, mnt, psn], primary: [pan]}", "small"),
            ["5:42: two primaries for 'pan': 'a' and 'b'; exactly one"], false);
        yield return new("no PAN", Node("{name: a, personas: [mnt, psn], primary: [mnt]}"), ["3:1: no node has the persona 'pan'; at least one node with 'pan'"], false);
        yield return new("no primary PAN", Node("{name: a, personas: [pan, mnt, psn], primary: [mnt]}"), ["4:5: no primary for 'pan'; 'primary: [pan]' on one of a"], false);
        yield return new("seven PSNs in a medium deployment", Node("{name: a, personas: [pan, mnt], primary: [pan, mnt]}", "{name: \"psn-{1..7}\", personas: [psn]}", "medium"),
            ["5:5: 7 PSNs are more than a medium deployment allows; at most 6, or 'model: large'"], false);
        yield return new("51 PSNs in a large deployment", Node("{name: a, personas: [pan], primary: [pan]}", "{name: m, personas: [mnt], primary: [mnt]}\n  - {name: \"psn-{1..51}\", personas: [psn]}", "large"),
            ["6:5: 51 PSNs are more than a large deployment allows; at most 50, or 'model: paper' for what ISE does not allow"], false);
        yield return new("thousands of nodes", "model: large\ntenant: embedded\nnodes:\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"  - {{name: \"n{i}-{{1..200}}\", personas: [psn]}}\n")), ["10:5: more than 1004 nodes; as many as the model allows"], false);
        yield return new("an unknown persona", Node("{name: a, personas: [pan, mnt, pns], primary: [pan, mnt]}"), ["4:36: 'pns' is not known for 'personas'; one of pan, mnt, psn"], true);
        yield return new("a persona twice", Node("{name: a, personas: [pan, pan, mnt, psn], primary: [pan, mnt]}"), ["4:31: 'pan' stands twice in 'personas'; each persona once"], true);
        yield return new("a primary PSN", Node("{name: a, personas: [pan, mnt, psn], primary: [pan, mnt, psn]}"), ["4:42: a PSN has no primary; pan, mnt or both"], true);
        yield return new("a name that is no host name", Node("{name: a_b, personas: [pan, mnt, psn], primary: [pan, mnt]}"),
            ["4:12: 'a_b' is not a node name; letters, digits and inner hyphens, at most 63 characters, or with a range: psn-{1..5}"], true);
        yield return new("a range that falls", Node("{name: \"a-{5..1}\", personas: [pan, mnt, psn], primary: [pan, mnt]}"), ["4:12: the range {5..1} cannot be used; a range that rises, of at most 200 nodes"], false);
        yield return new("a node's address without a usable port", Node("{name: a, personas: [pan, mnt, psn], primary: [pan, mnt], address: \"a:port\"}"), ["4:72: 'a:port' is not an address; host:port, such as psn-1:4053 or '{name}:4053'"], true);
    }

    private static IEnumerable<BadTopology> Values()
    {
        yield return new("a bad mail address", Good + "mail: { alarmSender: nobody }\n", ["4:22: 'nobody' cannot be used for 'alarmSender'; name@domain in printable ASCII without spaces, at most 254 characters"], true);
        yield return new("a bad recipient", Good + "mail: { allowedRecipients: [everybody] }\n", ["4:29: 'everybody' cannot be used in 'allowedRecipients'; an address (name@domain), or @domain for everybody in a domain"], true);
        yield return new("a bad duration", Good + "workload: { every: soon }\n", [$"4:20: 'soon' cannot be used for 'every'; {DurationRule}"], true);
        yield return new("a duration of nothing", Good + "workload: { every: 0s }\n", [$"4:20: '0s' cannot be used for 'every'; {DurationRule}"], true);
        yield return new("a duration beyond a year", Good + "workload: { every: 366d }\n", [$"4:20: '366d' cannot be used for 'every'; {DurationRule}"], false);
        yield return new("a port out of range", Good + "cluster: { port: 70000 }\n", ["4:18: '70000' cannot be used for 'port'; a whole number from 1 to 65535"], true);
        yield return new("a bad IP address", Good + "cluster: { bind: everywhere }\n", ["4:18: 'everywhere' is not an IP address; an IP address such as 127.0.0.1"], true);
        yield return new("yes for true", Good + "cluster: { admitPolicyServiceNodes: yes }\n", ["4:37: 'yes' is not known for 'admitPolicyServiceNodes'; one of true, false"], true);
        yield return new("a key without a value", Good.Replace("embedded", "", StringComparison.Ordinal), ["3:8: 'tenant' is empty; 'embedded', or a mapping of keys and values"], true);
        yield return new("a list for a mapping", Good.Replace("embedded", "[embedded]", StringComparison.Ordinal), ["3:9: 'tenant' is a list; a mapping of keys and values"], true);
        yield return new("a line break in a name", Good + "name: \"a\\nb\"\n", ["4:7: 'name' holds a line break or another control character; a text"], false);
        yield return new("a long name", Good + $"name: {new string('n', 65)}\n", ["4:7: 'name' is longer than 64 characters; a short name"], true);
        yield return new("a very long value", Good.Replace("standalone", new string('x', 1000), StringComparison.Ordinal),
            [$"1:8: '{new string('x', 159)}…{new string('x', 133)}' is not known for 'model'; one of standalone, small, medium, large, paper"], true);
        yield return new("a size without a unit", Good.Replace("embedded", "{mailboxes: [{address: a@b.example, quota: 100}]}", StringComparison.Ordinal),
            ["3:52: '100' cannot be used for 'quota'; a size from 1KB to 100GB, such as 512KB, 35MB or 50GB"], true);
        yield return new("a size beyond what Exchange takes", Good.Replace("embedded", "{mailboxes: [{address: a@b.example, maxSendSize: 151MB}]}", StringComparison.Ordinal),
            ["3:58: '151MB' cannot be used for 'maxSendSize'; a size from 1KB to 150MB, such as 512KB, 35MB or 50GB"], false);
        yield return new("a mailbox twice", Good.Replace("embedded", "{mailboxes: [{address: a@b.example}, {address: A@b.example}]}", StringComparison.Ordinal),
            ["3:47: 'A@b.example' stands twice in 'mailboxes'; each address once"], false);
        yield return new("a day that is none", Good.Replace("embedded", "{applications: [{secretExpires: 2027-13-01}]}", StringComparison.Ordinal),
            ["3:41: '2027-13-01' cannot be used for 'secretExpires'; a date such as 2027-03-15"], true);
        yield return new("a proxy that nobody can name", Good.Replace("embedded", "{proxy: {host: 10.0.0.1}}", StringComparison.Ordinal),
            ["3:24: '10.0.0.1' is not a name by which nodes can know the proxy; a DNS name such as proxy.contoso.example"], false);
        yield return new("a proxy under the name of what it leads to", Good.Replace("embedded", "{proxy: {host: smtp.office365.com}}", StringComparison.Ordinal),
            ["3:24: 'smtp.office365.com' is the name of one of the tenant's servers; a name of its own, such as proxy.contoso.example"], false);
        yield return new("a proxy that is neither there nor not", Good.Replace("embedded", "{proxy: squid}", StringComparison.Ordinal),
            ["3:17: 'squid' is not known for 'proxy'; one of none, embedded"], true);
        yield return new("a proxy's user with a colon", Good.Replace("embedded", "{proxy: {login: {userName: 'ise:x'}}}", StringComparison.Ordinal),
            ["3:36: a colon stands in 'userName'; a name without a colon"], true);
        yield return new("a proxy's password in the file", Good.Replace("embedded", "{proxy: {login: {userName: ise, password: hunter2}}}", StringComparison.Ordinal),
            [$"3:51: 'password' does not say where the secret is read from; {SourceRule}"], true);
        yield return new("mail forgotten before its last retry", Good + "mail: { sender: { remember: 1d } }\n", ["4:19: delivered mails are forgotten before a retry can end; 'sender.remember' longer than 'retry.greatestAge'"], false);
    }

    private static IEnumerable<BadTopology> Notices()
    {
        yield return new("a misspelled alarm", Good + "alarms: { settings: [{ name: Proces Down }] }\n", ["4:30: 'Proces Down' is not an alarm; 'Process Down' is the nearest known"], false);
        yield return new("an alarm twice", Good + "alarms: { settings: [{ name: Process Down }, { name: process down }] }\n", ["4:54: 'Process Down' stands twice in 'settings'; each alarm once"], false);
        yield return new("a bad time of suppression", Good + "alarms: { suppress: never }\n", ["4:21: 'never' cannot be used for 'suppress'; a duration greater than 0 and at most 365d, such as 60s, 5m or 2d, or 'none'"], true);
        yield return new("alarms to an administrator without an address", Good + "administrators: [{ name: ann, includeSystemAlarms: true }]\n", ["4:18: 'ann' includes system alarms and has no 'email'; 'email: …' beside it"], false);
        yield return new("an administrator twice", Good + "administrators: [{ name: ann }, { name: Ann }]\n", ["4:41: 'Ann' stands twice in 'administrators'; each name once"], false);
        yield return new("a password with two ends", Good + "internalUsers: [{ name: ann, passwordExpires: 2030-01-01, passwordNeverExpires: true }]\n",
            ["4:17: the end of a password is said in two ways; one of passwordExpires, passwordChanged, passwordNeverExpires"], false);
        yield return new("no date", Good + "internalUsers: [{ name: ann, passwordExpires: soon }]\n", ["4:47: 'soon' is not a date; a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z"], true);
        yield return new("a time zone nobody knows", Good + "guests: { timeZone: Mars/Olympus }\n", ["4:21: 'Mars/Olympus' is not a time zone of this machine; a name such as Europe/Rome or UTC"], false);
        yield return new("a self-registered portal of an unknown guest type", Good + "guests: { selfRegistration: { type: Martian } }\n", ["4:31: 'Martian' is not a guest type; one of Contractor, Daily, Weekly"], false);
        yield return new("accounts longer than their type allows", Good + "guests: { selfRegistration: { validity: 30d } }\n",
            ["4:31: 'validity' exceeds what accounts of type Daily can hold; a shorter one, or a 'longest' of the type that allows it"], false);
        yield return new("a sponsor of no group", Good + "guests: { sponsors: [{ name: sara, email: sara@b, group: Guards }] }\n",
            ["4:51: 'Guards' is not a sponsor group; one of ALL_ACCOUNTS, GROUP_ACCOUNTS, OWN_ACCOUNTS"], false);
        yield return new("two sponsors of one address", Good + "guests: { sponsors: [{ name: sara, email: s@b }, { name: rico, email: S@b }] }\n",
            ["4:64: two sponsors have the address S@b; an address for each: it says whose guest an account is"], false);
        yield return new("a sponsor without an address", Good + "guests: { sponsors: [{ name: sara }] }\n", ["4:22: key 'email' is missing; 'email: …' under 'guests.sponsors[0]'"], true);
        yield return new("a sponsor group with a type that is none", Good + "guests: { sponsorGroups: [{ name: Guards, types: [Martian] }] }\n",
            ["4:51: 'Martian' cannot be used in 'types'; one of Contractor, Daily, Weekly"], false);
        yield return new("a sponsor group twice", Good + "guests: { sponsorGroups: [{ name: Guards }, { name: guards }] }\n", ["4:53: 'guards' stands twice in 'sponsorGroups'; each name once"], false);
        yield return new("an account that begins at will", Good + "guests: { types: [{ name: Daily, starts: whenever }] }\n", ["4:42: 'whenever' is not known for 'starts'; one of fromDate, fromFirstLogin"], true);
        yield return new("mail to guests from somebody else", Good + "guests: { from: me }\n", ["4:17: 'me' is not known for 'from'; one of sponsor, default"], true);
    }

    private static IEnumerable<BadTopology> Secrets()
    {
        yield return new("a secret in the file", Server("clientSecret: hunter2"), [$"10:21: 'clientSecret' does not say where the secret is read from; {SourceRule}"], true);
        yield return new("a secret in the place of a key", Server("clientSecret: { hunter2 }"), [$"10:21: 'clientSecret' does not name one source; {SourceRule}", $"10:23: an unknown key; {SourceRule}"], true);
        yield return new("a secret under a key of its own", Server("clientSecret: { value: hunter2 }"), [$"10:21: 'clientSecret' does not name one source; {SourceRule}", $"10:23: an unknown key; {SourceRule}"], true);
        yield return new("a secret for a variable's name", Server("clientSecret: { environment: hunter2! }"), ["10:36: 'environment' is not the name of a variable; letters, digits and underscores, such as ISEMAIL_SECRET"], true);
        yield return new("a secret that begins like an alias", Server("clientSecret: *hunter2"), ["10:21: an alias ('*'); the value itself", $"10:21: 'clientSecret' does not say where the secret is read from; {SourceRule}"], false);
        yield return new("a secret with a colon", Server("clientSecret: hunter2: x"), ["10:28: this is not YAML: While scanning a plain scalar value, found invalid mapping; well-formed YAML"], false);
        yield return new("a secret that breaks its quotes", Server("clientSecret: \"hunter2\\q\""), ["10:21: this is not YAML: While scanning a quoted scalar, found unknown escape character; well-formed YAML"], false);
        yield return new("a password in a connection string", Good + "storage: { postgresql: { connectionString: Host=db;Password=hunter2 } }\n", [$"4:44: 'connectionString' does not say where the secret is read from; {SourceRule}"], true);
        yield return new("two sources of a secret", Server("clientSecret: { file: a, environment: B }"), [$"10:21: 'clientSecret' does not name one source; {SourceRule}"], true);
        yield return new("no secret", Server(""), ["8:7: key 'clientSecret' is missing; 'clientSecret: …' under 'mail.server.oauth'"], true);
    }

    private static string Node(string first, string? second = null, string model = "standalone") =>
        $"model: {model}\ntenant: embedded\nnodes:\n  - {first}\n" + (second is null ? "" : $"  - {second}\n");

    private static string Server(string secret) =>
        Good.Replace("tenant: embedded\n", "", StringComparison.Ordinal)
        + $"mail:\n  server:\n    host: smtp.example.org\n    mailbox: ise@example.org\n    oauth:\n      tenantId: example.org\n      clientId: c\n      {secret}\n";
}
