using IseMail.Domain.Texts;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Containers;

/// <summary>
/// Writes a Compose file like the repository's own docker-compose.yml: the database and the tenant first, then the primary
/// PAN, then the first node of each other persona with duties, then the rest, because duties lie with the oldest node.
/// </summary>
/// <param name="topology">The topology as the containers read it.</param>
/// <param name="topologyPath">Where they read it.</param>
/// <param name="mounts">What they are given of this machine, the topology among it unless the image has it.</param>
/// <param name="builds">Whether the image is built from the directory of the Compose file.</param>
internal sealed partial class ComposeFile(Topology topology, string topologyPath, ContainerMounts mounts, bool builds)
{
    private const string Database = "db";
    private const string Password = "${ISEMAIL_DATABASE_PASSWORD:-for-demonstrations-only}";
    private const string Console = "console";
    private const string Hardened = "    cap_drop: [ALL]\n    security_opt: [\"no-new-privileges:true\"]\n";

    private static readonly FrozenSet<string> NoTexts = new[] { "true", "false", "null", "yes", "no", "on", "off", "y", "n" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _text = new();
    private readonly string? _databaseVariable = ((topology.Storage as StorageSettings.PostgreSql)?.ConnectionString as SecretSource.Environment)?.Variable;

    /// <summary>Names that containers have besides those of nodes.</summary>
    public static ImmutableArray<string> Reserved { get; } = [Database, ContainerTopology.TenantHost, Console];

    private bool HasDatabase => _databaseVariable is not null;

    private bool HasTenant => topology.EmbeddedTenant is not null;

    /// <summary>The text of the file.</summary>
    public string Write()
    {
        Add($"# The deployment '{topology.Deployment.Name}': {(HasDatabase ? "a PostgreSQL database, " : "")}{(HasTenant ? "the embedded tenant, " : "")}{(HasDatabase || HasTenant ? "and " : "")}each node in a container of its own.");
        Add(builds ? "# Runs with `docker compose` and with docker-compose 1.29." : "# Runs with `docker compose` and with docker-compose 1.29, once the image is built: docker build -t isemailcluster CHECKOUT");
        Add("");
        Node();
        Add("services:");
        if (HasDatabase) DatabaseService();
        if (HasTenant) TenantService();
        var founders = topology.Deployment.Founders(topology.Mail.Sender.Host);
        foreach (var node in topology.Deployment.InStartOrder().OrderBy(node => founders.IndexOf(node) is var place && place < 0 ? founders.Length : place)) Service(node, founders);
        if (topology.Cluster.AdmitPolicyServiceNodes) Added(founders);
        ConsoleService(founders);
        Add("volumes:");
        if (HasTenant) Add("  tenant:\n  published:");
        Add("  keys:");
        if (HasDatabase) Add("  database:");
        return _text.ToString();
    }

    private void Node()
    {
        Add("x-node: &node");
        Add("  image: ${ISEMAIL_IMAGE:-isemailcluster}");
        Add("  # Built here: nobody else's of the same name is to be fetched.");
        Add("  pull_policy: never");
        Add($"  command: [node, --topology, {Text(topologyPath)}, --data, /var/lib/isemail, --health-port, \"8081\"]");
        var variables = mounts.Variables.Select(name => $"    {name}: ${{{name}:?it holds a secret of the topology}}").ToList();
        if (HasDatabase)
        {
            variables.Insert(0, $"    {_databaseVariable}: Host={Database};Database=isemail;Username=isemail");
            variables.Insert(1, "    # The password is Npgsql's PGPASSWORD, so that any character may be in it.");
            variables.Insert(2, $"    PGPASSWORD: {Password}");
        }
        if (variables.Count > 0) Add("  environment:\n" + string.Join('\n', variables));
        Add("  volumes:");
        if (HasTenant) Add($"    - published:{ContainerTopology.Published}:ro");
        Add("    - keys:/var/lib/isemail/keys");
        Mounts();
        Add("  healthcheck: &health\n    test: [CMD, isemail, probe, \"http://127.0.0.1:8081/ready\"]\n    interval: 5s\n    timeout: 20s\n    retries: 6\n    start_period: 60s");
        Add("  # A node that was cut off ends itself; started again it joins anew.\n  restart: unless-stopped");
        Add("  # Handing duties and sender over takes a few seconds.\n  stop_grace_period: 45s");
        Add("  cap_drop: [ALL]\n  security_opt: [\"no-new-privileges:true\"]\n");
    }

    private void DatabaseService()
    {
        Add($"  {Database}:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: isemail\n      POSTGRES_DB: isemail\n      POSTGRES_PASSWORD: {Password}");
        Add("    volumes:\n      - database:/var/lib/postgresql/data");
        Add("    healthcheck:\n      # By address: while the database is being made, the server answers on its socket alone.");
        Add("      test: [CMD, pg_isready, -h, 127.0.0.1, -U, isemail, -d, isemail]\n      interval: 5s\n      timeout: 5s\n      retries: 6\n      start_period: 60s");
        Add("    restart: unless-stopped\n");
    }

    private void TenantService()
    {
        var listen = topology.EmbeddedTenant!.Listen;
        Add($"  {ContainerTopology.TenantHost}:");
        if (builds) Add("    build: .");
        Add("    image: ${ISEMAIL_IMAGE:-isemailcluster}");
        if (!builds) Add("    pull_policy: never");
        Add($"    command: [tenant, run, --topology, {Text(topologyPath)}, --data, /var/lib/isemail/tenant, --publish, {ContainerTopology.Published}]");
        if (mounts.Variables.Length > 0) Add("    environment:\n" + string.Join('\n', mounts.Variables.Select(name => $"      {name}: ${{{name}:?it holds a secret of the topology}}")));
        Aliases(ContainerTopology.TenantHost, listen.HostName, topology.EmbeddedTenant.Proxy?.Host);
        Add("    # The mailboxes can be read by whoever reaches this port: on this machine only.");
        Add(string.Create(CultureInfo.InvariantCulture, $"    ports:\n      - \"127.0.0.1:${{ISEMAIL_MAILBOX_PORT:-8080}}:{listen.MailboxPort}\""));
        Add($"    volumes:\n      - tenant:/var/lib/isemail/tenant\n      - published:{ContainerTopology.Published}");
        Mounts("      ");
        Add(string.Create(CultureInfo.InvariantCulture, $"    healthcheck:\n      <<: *health\n      test: [CMD, isemail, probe, \"http://127.0.0.1:{listen.MailboxPort}/health\"]"));
        Add("    restart: unless-stopped\n    stop_grace_period: 15s\n" + Hardened);
    }

    private void Service(IseNode node, ImmutableArray<IseNode> founders)
    {
        Add($"  {Text(node.Name.Value)}:\n    <<: *node");
        if (builds && !HasTenant && node == founders[0]) Add("    build: .");
        Add($"    hostname: {Text(node.Name.Value)}");
        Aliases(node.Name.Value, node.Address?.Host);
        switch (founders.IndexOf(node))
        {
            case 0:
                Dependencies([.. HasDatabase ? [Database] : Array.Empty<string>(), .. HasTenant ? [ContainerTopology.TenantHost] : Array.Empty<string>()]);
                break;
            case > 0:
                // Ready it is only when there is a sender, which may be one of these.
                Dependencies([founders[0].Name.Value], "service_started");
                break;
            default:
                Dependencies(All(founders));
                break;
        }
        Add("");
    }

    // PSNs that the topology does not name: each is named after its container.
    private void Added(ImmutableArray<IseNode> founders)
    {
        var name = topology.Deployment.Nodes.Any(node => node.Name.Value == "psn") ? "added-psn" : "psn";
        Add($"  # More PSNs, none unless asked for: up --scale {name}=3. Each is named after its container.\n  {name}:\n    <<: *node\n    scale: 0");
        Dependencies(All(founders));
        Add("");
    }

    private void ConsoleService(ImmutableArray<IseNode> founders)
    {
        Add($"  # The page for whoever types the token: on this machine only.\n  {Console}:\n    image: ${{ISEMAIL_IMAGE:-isemailcluster}}\n    pull_policy: never\n    hostname: {Console}");
        Add($"    command: [console, /var/lib/isemail/runs, --topology, {Text(topologyPath)}, --data, /var/lib/isemail{(HasTenant ? ", --tenant, /var/lib/isemail/tenant" : "")}, --admin-listen, \"0.0.0.0:8480\", --admin-token-env, ISEMAIL_CONSOLE_TOKEN]");
        Add("    environment:\n      ISEMAIL_CONSOLE_TOKEN: ${ISEMAIL_CONSOLE_TOKEN:-for-demonstrations-only-and-nothing-else}");
        Add("    ports:\n      - \"127.0.0.1:${ISEMAIL_CONSOLE_PORT:-8480}:8480\"");
        Add($"    volumes:\n      - keys:/var/lib/isemail/keys{(HasTenant ? $"\n      - published:{ContainerTopology.Published}:ro\n      - tenant:/var/lib/isemail/tenant:ro" : "")}");
        Mounts("      ");
        Add("    healthcheck:\n      <<: *health\n      test: [CMD, isemail, probe, \"http://127.0.0.1:8480/\"]");
        Dependencies([founders[0].Name.Value], "service_started");
        Add("    restart: unless-stopped\n    stop_grace_period: 15s\n" + Hardened);
    }

    private static ImmutableArray<string> All(ImmutableArray<IseNode> founders) => [.. founders.Select(node => node.Name.Value)];

    private void Dependencies(ImmutableArray<string> names, string condition = "service_healthy")
    {
        if (names.IsEmpty) return;
        Add("    depends_on:");
        foreach (var name in names) Add($"      {Text(name)}: {{ condition: {condition} }}");
    }

    private void Aliases(string own, params string?[] names)
    {
        var others = names.OfType<string>().Where(name => !string.Equals(name, own, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (others.Count > 0) Add($"    networks:\n      default:\n        aliases: [{string.Join(", ", others.Select(Text))}]");
    }

    private void Mounts(string indent = "    ")
    {
        foreach (var (host, container) in mounts.Files) Add($"{indent}- {Text($"{host}:{container}:ro")}");
    }

    // A dollar sign begins a variable in a Compose file unless it stands twice; some words of YAML 1.1 are no texts.
    private static string Text(string value) => Plain().IsMatch(value) && !NoTexts.Contains(value)
        ? value
        : "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal) + "\"";

    // A line's end is one everywhere, so that the same topology is the same file.
    private void Add(string lines) => _text.Append(lines).Append('\n');

    [GeneratedRegex(@"\A(\.{0,2}/)?[A-Za-z][A-Za-z0-9_./-]*\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Plain();
}
