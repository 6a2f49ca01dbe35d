using System.Net;
using System.Net.Sockets;
using IseMail.Cluster.Storage;
using Serilog.Core;

namespace IseMail.Cluster.Tests.Storage;

public sealed class NodeStorageTests
{
    [Fact]
    public async Task A_database_that_does_not_come_up_is_told_of_without_its_password()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var storage = NodeStorage.PostgreSql($"Host=127.0.0.1;Port={port};Username=isemail;Password=verysecret;Database=isemail");

        var fault = await Should.ThrowAsync<IOException>(storage.WaitUntilReadyAsync(TimeSpan.FromMilliseconds(300), Logger.None, CancellationToken.None));

        fault.Message.ShouldStartWith("the database takes no connections: ");
        fault.ToString().ShouldNotContain("verysecret");
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_told_of_without_being_shown()
    {
        var storage = NodeStorage.PostgreSql("verysecret");

        var fault = await Should.ThrowAsync<IOException>(storage.WaitUntilReadyAsync(TimeSpan.FromSeconds(1), Logger.None, CancellationToken.None));

        fault.ToString().ShouldNotContain("verysecret");
    }
}
