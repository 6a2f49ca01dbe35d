using System.CommandLine;
using System.Net;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Running;

/// <summary>Where an administration listens, and which token opens it.</summary>
internal sealed class ListenOptions
{
    private readonly Option<IPEndPoint> _listen = new("--admin-listen")
    {
        Description = "ADDRESS:PORT where the administration and the console listen. Left out: a free port of 127.0.0.1. Where other machines can reach it, it wants a token.",
        DefaultValueFactory = _ => AdministrationListener.Local.EndPoint,
        CustomParser = text =>
        {
            if (IPEndPoint.TryParse(text.Tokens[0].Value, out var read)) return read;
            text.AddError($"--admin-listen: '{text.Tokens[0].Value}' is no IP address with a port; such as 127.0.0.1:9443 or [::]:9443");
            return null;
        },
    };

    private readonly SecretOptions _token = new("admin-token", "a token for the administration", prompts: false);

    public void AddTo(Command command)
    {
        command.Add(_listen);
        _token.AddTo(command);
    }

    /// <summary>What was asked for; none: it must not be done, which has been told in a line, and the exit code says how to end.</summary>
    public async Task<(AdministrationListener? Listener, int ExitCode)> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var listener = new AdministrationListener(parsed.GetValue(_listen)!, await _token.ReadAsync(parsed, cancellationToken));
            if (listener.Check() is not { } problem) return (listener, ExitCodes.Holds);
            await Console.Error.WriteLineAsync($"--admin-listen: {problem.What}; {problem.Expected}");
            return (null, ExitCodes.BadInput);
        }
        catch (BadOptionException bad)
        {
            await Console.Error.WriteLineAsync(bad.Message);
            return (null, ExitCodes.BadInput);
        }
        catch (Exception lacking) when (Failures.IsOfTheMachine(lacking))
        {
            await Console.Error.WriteLineAsync($"--admin-token: {lacking.Message}");
            return (null, ExitCodes.MachineLacks);
        }
    }
}
