using System.CommandLine;
using IseMail.Cli;
using IseMail.Cli.Alarms;
using IseMail.Cli.Calibrating;
using IseMail.Cli.Campaigns;
using IseMail.Cli.Comparing;
using IseMail.Cli.Consoles;
using IseMail.Cli.Deployments;
using IseMail.Cli.Diagnosing;
using IseMail.Cli.Drills;
using IseMail.Cli.Exploring;
using IseMail.Cli.Faults;
using IseMail.Cli.Guests;
using IseMail.Cli.Mailboxes;
using IseMail.Cli.Outbox;
using IseMail.Cli.Planning;
using IseMail.Cli.Running;
using IseMail.Cli.Settings;
using IseMail.Cli.Tenants;
using IseMail.Cli.Topologies;

var root = new RootCommand("The mail of a Cisco ISE deployment through Microsoft 365, tried offline.")
{
    RunCommand.Create(),
    CampaignCommand.Create(),
    CalibrateCommand.Create(),
    ExploreCommand.Create(),
    ReplayCommand.Create(),
    CompareCommand.Create(),
    CalculateCommand.Create(),
    CalendarCommand.Create(),
    UpCommand.Create(),
    ConsoleCommand.Create(),
    TopCommand.Create(),
    NodeCommand.Create(),
    TenantCommand.Create(),
    ProbeCommand.Create(),
    TopologyCommand.Create(),
    DeploymentCommand.Create(),
    SettingsCommand.Create(),
    BackupCommand.CreateBackup(),
    BackupCommand.CreateRestore(),
    DiagnoseCommand.Create(),
    DrillCommand.Create(),
    FaultCommand.Create(),
    AlarmCommand.Create(),
    GuestCommand.Create(),
    PortalCommand.Create(),
    ParkedCommand.Create(),
    MailboxCommand.Create(),
};
// Draining takes longer than the two seconds that a program is usually given after Ctrl-C.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(3) };
// Nothing said at all: show what the program is for.
var parsed = root.Parse(args.Length == 0 ? ["run"] : args);
var code = await parsed.InvokeAsync(configuration);
// What cannot be parsed has been told; by itself the parser would end with the code of a verdict that does not hold.
return parsed.Errors.Count > 0 ? ExitCodes.BadInput : code;
