using System.CommandLine;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Running;

/// <summary>How a deployment that runs is watched and administered: what <c>up</c> and <c>node</c> have in common.</summary>
internal sealed class OperationsOptions
{
    private readonly Option<int> _health = new("--health-port")
    {
        Description = "HTTP port for /health, /ready, /status and /metrics on the address the cluster binds; 0: none.",
        DefaultValueFactory = _ => 0,
    };

    private readonly ListenOptions _listen = new();

    public OperationsOptions()
    {
        _health.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535) result.AddError("--health-port is a port from 1 to 65535, or 0 for none");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_health);
        _listen.AddTo(command);
    }

    /// <summary>What was asked for; none: it must not be done, which has been told in a line, and the exit code says how to end.</summary>
    public async Task<(Operations? Operations, int ExitCode)> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (listener, refused) = await _listen.ReadAsync(parsed, cancellationToken);
        return (listener is null ? null : new Operations(parsed.GetValue(_health), listener), refused);
    }
}

/// <summary>How a deployment that runs is watched and administered.</summary>
/// <param name="HealthPort">Where its health is told; 0: nowhere.</param>
/// <param name="Administration">Where its administration listens.</param>
internal sealed record Operations(int HealthPort, AdministrationListener Administration);
