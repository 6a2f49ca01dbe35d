using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Tenants;

namespace IseMail.VirtualTime;

/// <summary>The mail settings of a deployment in virtual time: every node has them at once, as far as it runs.</summary>
internal sealed class VirtualSettings
{
    private readonly VirtualDeployment _deployment;

    public VirtualSettings(VirtualDeployment deployment)
    {
        _deployment = deployment;
        InUse = VirtualTenant.Settings(deployment.World.Topology);
        foreach (var node in deployment.World.Nodes) node.ClockOffset = InUse.Nodes.GetValueOrDefault(node.Name, NodePathSettings.None).ClockOffset;
    }

    /// <summary>The settings.</summary>
    public SystemSettings InUse { get; private set; }

    /// <summary>How a node reaches the tenant.</summary>
    public NodePath PathOf(VirtualNode node) => NodePath.Of(InUse, node.Name, _deployment.Tenant.Surroundings);

    /// <summary>What is different on nodes is another: their names, their proxy, their network, their store, their clock.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="change">From what it was.</param>
    /// <param name="cause">Why, in a clause.</param>
    public void SetNetwork(IReadOnlyCollection<VirtualNode> nodes, Func<NodePathSettings, NodePathSettings> change, string cause)
    {
        foreach (var node in nodes)
        {
            var network = change(InUse.Nodes.GetValueOrDefault(node.Name, NodePathSettings.None));
            InUse = InUse with { Nodes = InUse.Nodes.SetItem(node.Name, network) };
            node.ClockOffset = network.ClockOffset;
        }
        Changed(nodes, cause);
    }

    /// <summary>ISE's connection test, from a PAN.</summary>
    /// <param name="page">The SMTP server page.</param>
    /// <param name="done">Called with what failed; <c>null</c>: nothing did.</param>
    /// <param name="refused">Called if no PAN runs.</param>
    public void Test(SmtpServerSettings page, Action<ConnectionFailure?> done, Action<string> refused)
    {
        if (_deployment.World.Nodes.FirstOrDefault(node => node.State == NodeState.Up && node.Node.Has(Persona.Pan)) is { } pan) new VirtualTransport(_deployment, pan, () => page).Test(done);
        else refused("no PAN runs");
    }

    /// <summary>A page is in use from here on, on every node.</summary>
    /// <param name="page">The page; <c>null</c>: mail is not configured.</param>
    /// <param name="cause">Why, in a clause.</param>
    public void Save(SmtpServerSettings? page, string cause)
    {
        InUse = InUse with { Server = page };
        Changed(_deployment.World.Nodes, cause);
    }

    private void Changed(IEnumerable<VirtualNode> nodes, string cause)
    {
        foreach (var node in nodes) _deployment.TellSettings(node);
        if (_deployment.Pans.FirstOrDefault(pan => pan.Role == PanRole.Primary) is { } primary)
            _deployment.Noticed(primary.Node, Conditions.ConfigurationChanged(primary.Node.Name, $"the system settings ({cause})", "an administrator", primary.Now));
    }
}
