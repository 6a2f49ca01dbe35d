using System.CommandLine;
using IseMail.Cli.Topologies;

var root = new RootCommand("The mail of a Cisco ISE deployment through Microsoft 365, tried offline.")
{
    TopologyCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
