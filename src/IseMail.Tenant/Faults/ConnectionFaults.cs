using System.Net;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Faults;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace IseMail.Tenant.Faults;

/// <summary>Lets the tenant's faults happen to connections with the token endpoint, before and in their TLS handshake.</summary>
internal sealed class ConnectionFaults(TenantFaults faults, Serilog.ILogger log)
{
    /// <summary>The client's address, an IPv4 one in its own form.</summary>
    public static string Client(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";

    /// <summary>Puts them in front of TLS.</summary>
    public void Listen(ListenOptions listen, X509Certificate2 certificate)
    {
        listen.Use(next => connection => MeetAsync(connection, next));
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificateSelector = (connection, _) => connection?.Items.TryGetValue(this, out var flawed) == true ? (X509Certificate2?)flawed : certificate,
        });
    }

    private Task MeetAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (faults.IsEmpty) return next(connection);
        foreach (var strike in faults.Decide(FaultPoint.TokenConnection, new FaultContext(Client((connection.RemoteEndPoint as IPEndPoint)?.Address))))
        {
            log.Information("Fault {Fault} struck a connection with the token endpoint", strike.Fault.Name);
            switch (strike.Fault.What)
            {
                case FaultEffect.Refuse:
                    connection.Abort();
                    return Task.CompletedTask;
                case FaultEffect.WrongCertificate wrong:
                    connection.Items[this] = faults.Certificate(wrong.Flaw, certificates => certificates.EntraId);
                    break;
            }
        }
        return next(connection);
    }
}
