using System.CommandLine;

namespace IseMail.Cli.Running;

/// <summary><c>--parallel</c>: how many deployments run at the same time.</summary>
internal static class ParallelOption
{
    private const int Greatest = 64;

    /// <param name="description">What runs.</param>
    /// <param name="standard">How many, unless told otherwise.</param>
    public static Option<int> Create(string description, int standard = 1)
    {
        var option = new Option<int>("--parallel") { Description = description, DefaultValueFactory = _ => Math.Min(standard, Greatest) };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Greatest) result.AddError($"--parallel is a whole number from 1 to {Greatest}");
        });
        return option;
    }
}
