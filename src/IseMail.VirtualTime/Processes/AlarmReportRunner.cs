using IseMail.Domain.Alarms;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>What tells the active MnT of whatever is noticed on a node, in virtual time.</summary>
internal sealed class AlarmReportRunner : ProcessRunner<AlarmReportTimer>, IAlarmReportPort
{
    private readonly VirtualDeployment _deployment;
    private readonly AlarmReports _process;

    public AlarmReportRunner(VirtualDeployment deployment, VirtualNode node)
        : base(deployment.World, node, ProcessKind.AlarmReports)
    {
        _deployment = deployment;
        _process = new AlarmReports(this);
    }

    /// <summary>Something was noticed.</summary>
    public void Noticed(AlarmSignal signal) => Hear(() => _process.Noticed(signal));

    /// <inheritdoc/>
    public void Tell(AlarmSignal signal) => _deployment.TellMonitoring(Node, (int)MessageKind.Alarm, duties =>
        duties.RaiseAlarm(signal, _ => World.Send(duties.Node, Node, (int)MessageKind.Alarm, () => Hear(() => _process.Answered(signal)))));

    /// <inheritdoc/>
    public void Say(string what)
    {
    }

    /// <inheritdoc/>
    protected override void Fire(AlarmReportTimer timer) => _process.Fire();
}
