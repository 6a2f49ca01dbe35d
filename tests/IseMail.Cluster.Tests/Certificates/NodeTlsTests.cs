using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using IseMail.Cluster.Certificates;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Tests.Certificates;

/// <summary>Nodes whose connections are protected, on real sockets.</summary>
public sealed class NodeTlsTests : IAsyncLifetime
{
    private const string Loopback = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-tls-");
    private readonly List<IDisposable> _certificates = [];
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        foreach (var certificate in _certificates) certificate.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Nodes_of_one_authority_form_a_cluster_and_one_of_another_authority_is_kept_out()
    {
        var first = await StartAsync("pan-1", "ours");
        await JoinAsync(first, first);
        var second = await StartAsync("psn-1", "ours");
        await JoinAsync(second, first);

        var stranger = await StartAsync("psn-2", "theirs");
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<Exception>(() => ClusterExtension.Get(stranger).JoinAsync(Address(first), enough.Token));
        ClusterExtension.Get(first).State.Members.Select(member => member.Address).ShouldBe([Address(first), Address(second)], ignoreOrder: true);

        // It was not the time that it lacked: one of the deployment's own gets in, after it and through the same port.
        await JoinAsync(await StartAsync("psn-3", "ours"), first);
    }

    [Fact]
    public async Task Whoever_shows_no_certificate_or_one_of_another_authority_is_sent_away_and_one_of_the_own_is_not()
    {
        var node = await StartAsync("pan-1", "ours");
        var port = Address(node).Port!.Value;
        var ours = (await CertificateAsync("psn-1", "ours")).Own;
        var theirs = (await CertificateAsync("psn-1", "theirs")).Own;
        (await IsHeardAsync(port, ours)).ShouldBeTrue();
        (await IsHeardAsync(port, theirs)).ShouldBeFalse();
        (await IsHeardAsync(port, null)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_believes_no_server_that_is_not_the_one_it_asked_for()
    {
        var certificate = await CertificateAsync("pan-1", "ours");
        var other = (await CertificateAsync("psn-1", "ours")).Own;
        certificate.Judge(other, SslPolicyErrors.RemoteCertificateChainErrors).ShouldBeNull();
        certificate.Judge(other, SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch).ShouldNotBeNull();
        other.MatchesHostname("psn-1").ShouldBeTrue();
        other.MatchesHostname(Loopback).ShouldBeTrue();
        other.MatchesHostname("pan-1").ShouldBeFalse();
    }

    [Fact]
    public async Task Processes_that_start_together_agree_on_one_authority_whose_key_its_owner_alone_may_read()
    {
        var keys = new DirectoryInfo(Path.Combine(_directory.FullName, "together"));
        var certificates = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using var authority = await NodeAuthority.SharedInAsync(keys, TimeProvider.System, CancellationToken.None);
            return Keep(authority.Issue(new NodeName($"psn-{number}"), [Loopback]));
        }));
        foreach (var one in certificates) certificates[0].Judge(one.Own, SslPolicyErrors.None).ShouldBeNull();
        certificates.Select(one => one.Own.GetPublicKeyString()).Distinct().Count().ShouldBe(8);
        if (OperatingSystem.IsWindows()) return; // access there is not by mode
        File.GetUnixFileMode(Path.Combine(keys.FullName, NodeAuthority.KeyFile)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(keys.FullName).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        keys.GetFiles().SelectMany(file => File.ReadAllLines(file.FullName).Where(line => line.Contains("PRIVATE KEY", StringComparison.Ordinal)).Take(1)).Count().ShouldBe(1);
    }

    /// <summary>Whether a connection stays open after the handshake: in TLS 1.3 a client hears of a refusal only then.</summary>
    private static async Task<bool> IsHeardAsync(int port, X509Certificate2? shown)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new SslStream(client.GetStream());
        using var pause = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Loopback,
                ClientCertificates = shown is null ? [] : [shown],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => shown!,
                RemoteCertificateValidationCallback = static (_, server, _, _) => server?.Issuer == "CN=IseMailCluster nodes",
            });
            return await stream.ReadAsync(new byte[1], pause.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            // It is waited for what this side has to say.
            return true;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return false;
        }
    }

    private async Task<ActorSystem> StartAsync(string name, string authority)
    {
        var settings = ClusterFormation.For([Persona.Psn], new ClusterListener(Loopback, Loopback, 0), 3, FailoverSettings.Default, SurvivorRule.Majority, tls: ClusterTls.Mutual);
        var system = ActorSystem.Create("isemail-test", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(Akka.Configuration.ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(settings)),
            (await CertificateAsync(name, authority)).Setup));
        _systems.Add(system);
        return system;
    }

    private static async Task JoinAsync(ActorSystem system, ActorSystem to)
    {
        using var patience = new CancellationTokenSource(Patience);
        await ClusterExtension.Get(system).JoinAsync(Address(to), patience.Token);
        // The cluster knows it is Up before this view of it does.
        while (ClusterExtension.Get(to).State.Members.All(member => member.Address != Address(system) || member.Status != MemberStatus.Up)) await Task.Delay(50, patience.Token);
    }

    private static Address Address(ActorSystem system) => ClusterExtension.Get(system).SelfAddress;

    private async Task<NodeCertificate> CertificateAsync(string name, string authority)
    {
        using var issuer = await NodeAuthority.SharedInAsync(new DirectoryInfo(Path.Combine(_directory.FullName, authority)), TimeProvider.System, CancellationToken.None);
        return Keep(issuer.Issue(new NodeName(name), [name, Loopback]));
    }

    private NodeCertificate Keep(NodeCertificate certificate)
    {
        _certificates.Add(certificate);
        return certificate;
    }
}
