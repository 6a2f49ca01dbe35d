using System.Collections.Immutable;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Tests.Deployments;

public sealed class StartOrderTests
{
    [Fact]
    public void Primaries_start_first_in_the_order_that_gives_each_its_duties()
    {
        Names(Node("psn-1", [Persona.Psn]), Node("mnt-1", [Persona.Mnt], Persona.Mnt), Node("pan-1", [Persona.Pan], Persona.Pan)).ShouldBe(["pan-1", "mnt-1", "psn-1"]);
        Names(Node("ise-2", [Persona.Pan, Persona.Mnt]), Node("ise-1", [Persona.Pan, Persona.Mnt], Persona.Pan, Persona.Mnt)).ShouldBe(["ise-1", "ise-2"]);
    }

    [Fact]
    public void A_primary_PAN_that_is_the_secondary_MnT_as_well_starts_after_the_primary_MnT_or_else_it_would_send_the_alarms() =>
        Names(Node("ise-1", [Persona.Pan, Persona.Mnt], Persona.Pan), Node("psn-1", [Persona.Psn]), Node("ise-2", [Persona.Pan, Persona.Mnt], Persona.Mnt)).ShouldBe(["ise-2", "ise-1", "psn-1"]);

    private static IEnumerable<string> Names(params ImmutableArray<IseNode> nodes) => new Deployment("d", DeploymentModel.Medium, nodes).InStartOrder().Select(node => node.Name.Value);

    private static IseNode Node(string name, ImmutableArray<Persona> personas, params ImmutableArray<Persona> primaryFor) => new(new NodeName(name), [.. personas], [.. primaryFor]);
}
