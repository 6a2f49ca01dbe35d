using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Tests.Hosting;

public sealed class ClusterNameTests : IAsyncLifetime
{
    private const string Loopback = "127.0.0.1";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-names-");
    private ImmutableList<ActorSystem> _systems = [];

    [Fact]
    public async Task All_nodes_of_a_deployment_find_one_name_and_those_of_another_deployment_another()
    {
        var names = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => NameAsync("one")));
        names.Distinct().ShouldHaveSingleItem();
        (await NameAsync("other")).ShouldNotBe(names[0]);
    }

    [Fact]
    public async Task What_is_no_name_is_told_and_nothing_starts_under_it()
    {
        await NameAsync("one");
        var file = Path.Combine(_directory.FullName, "one", ClusterName.FileName);
        await File.WriteAllTextAsync(file, "isemail\n");
        (await Should.ThrowAsync<IOException>(() => NameAsync("one"))).Message.ShouldBe($"{file} holds no name of a cluster: remove it, and start all nodes anew");
    }

    /// <summary>
    /// A node dies; before it is given up, another deployment's node takes its port. Those who look for the dead one must not find a member there, nor may whoever
    /// joins by that address get into the other cluster.
    /// </summary>
    [Fact]
    public async Task Another_deployment_at_the_address_of_a_node_that_died_stays_another_cluster()
    {
        var (own, other) = (await NameAsync("one"), await NameAsync("other"));
        var founder = Start(own, 0);
        await ClusterExtension.Get(founder).JoinAsync(ClusterExtension.Get(founder).SelfAddress);
        var dies = Start(own, 0);
        await ClusterExtension.Get(dies).JoinAsync(ClusterExtension.Get(founder).SelfAddress);
        var address = ClusterExtension.Get(dies).SelfAddress;
        ((ExtendedActorSystem)dies).Abort();
        await dies.WhenTerminated;

        var stranger = Start(other, address.Port!.Value);
        await ClusterExtension.Get(stranger).JoinAsync(ClusterExtension.Get(stranger).SelfAddress);
        var late = Start(own, 0);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<ClusterJoinFailedException>(() => ClusterExtension.Get(late).JoinSeedNodesAsync([address], enough.Token));
        ClusterExtension.Get(stranger).State.Members.ShouldHaveSingleItem().Address.ShouldBe(ClusterExtension.Get(stranger).SelfAddress);
        ClusterExtension.Get(founder).State.Members.Select(member => member.Address).ShouldNotContain(ClusterExtension.Get(stranger).SelfAddress);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        _directory.Delete(recursive: true);
    }

    private Task<ClusterName> NameAsync(string deployment) => ClusterName.SharedInAsync(new DirectoryInfo(Path.Combine(_directory.FullName, deployment)), CancellationToken.None);

    private ActorSystem Start(ClusterName name, int port)
    {
        var settings = ClusterFormation.For([Persona.Psn], new ClusterListener(Loopback, Loopback, port), 3, FailoverSettings.Default, SurvivorRule.Majority);
        var system = ActorSystem.Create(name.Value, Akka.Configuration.ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(settings));
        _systems = _systems.Add(system);
        return system;
    }
}
