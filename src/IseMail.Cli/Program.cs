using System.CommandLine;
using IseMail.Cli;

var root = new RootCommand("The mail of a Cisco ISE deployment through Microsoft 365, tried offline.")
{
    TopologyCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
