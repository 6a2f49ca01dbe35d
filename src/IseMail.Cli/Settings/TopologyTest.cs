using System.Text;
using IseMail.Cli.Administration;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Topologies;

namespace IseMail.Cli.Settings;

/// <summary>Tests what a topology file says of a server of somebody else's, from this machine and by the path of one of its nodes.</summary>
internal static class TopologyTest
{
    public static async Task<int> RunAsync(string path, string? from, bool json, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(ShippedFiles.Find(path), cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        if (topology.Mail.Server is not { } server) return await Failures.BadInputAsync([reading.At("mail", "there is no server to test", "'mail.server', or a deployment that runs")]);
        if (await Failures.SecretsAsync(reading, cancellationToken) is { } lacking) return lacking;
        var deployment = topology.Deployment;
        var node = from is null ? deployment.With(Persona.Pan).First() : NodeName.TryParse(from, out var name) ? deployment.Find(name) : null;
        if (node is null)
        {
            await Console.Error.WriteLineAsync($"no node is named '{from}'; one of {string.Join(", ", deployment.Nodes.Select(one => one.Name))}");
            return ExitCodes.BadInput;
        }
        var settings = await TrustedFiles.InitialAsync(server, topology, cancellationToken);
        var nodePath = NodePath.Of(settings, node.Name, NodePath.Plain);
        var tester = new ConnectionTester(SecretReader.With(null), new NoMail(), [topology.Mail.AlarmSender, topology.Mail.GuestSender], TimeProvider.System);
        var result = await tester.TestAsync(server, nodePath, cancellationToken);
        var test = TestDocument.Of(node.Name.Value, result, nodePath.Proxy);
        if (json) await Administering.WriteJsonAsync(test);
        else SettingsRendering.Write(Terminal.Output(), test, named: from is not null);
        return result.Succeeded ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    /// <summary>A test sends no mail, so there is no text to seal or open.</summary>
    private sealed class NoMail : ITextSeal
    {
        public SealedText Seal(string text) => new([.. Encoding.UTF8.GetBytes(text)]);

        public string Open(SealedText text) => throw new System.Security.Cryptography.CryptographicException("there is no mail here");
    }
}
