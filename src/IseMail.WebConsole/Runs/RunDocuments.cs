
namespace IseMail.WebConsole.Runs;

/// <summary>A scenario that can be run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file.</param>
/// <param name="Purpose">What it is to show; where it cannot be read, why.</param>
/// <param name="Live">Whether it can be run live.</param>
/// <param name="Virtual">Whether it can be run in virtual time.</param>
public sealed record ScenarioDocument(string Name, string File, string Purpose, bool Live, bool Virtual);

/// <summary>A run that has ended, is under way or waits.</summary>
/// <param name="Run">Its name: that of its directory.</param>
/// <param name="Scenario">What was run.</param>
/// <param name="Runtime"><c>live</c> or <c>virtual</c>.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>passed</c>, <c>failed</c> or <c>broken off</c>.</param>
/// <param name="Progress">How far it has come, or why it was broken off; empty: nothing to say.</param>
/// <param name="At">When it was begun or, of one that has ended, when its result was written.</param>
/// <param name="HasRecord">Whether it can be gone through with the time bar.</param>
public sealed record RunDocument(string Run, string Scenario, string Runtime, string State, string Progress, DateTimeOffset At, bool HasRecord);

/// <summary>A scenario is to be run.</summary>
/// <param name="Scenario">Its name, as the list of scenarios has it.</param>
/// <param name="Runtime"><c>live</c> or <c>virtual</c>.</param>
/// <param name="Seed">Where random numbers begin; <c>null</c>: as the scenario says. In virtual time only.</param>
public sealed record RunRequest(string Scenario, string Runtime = "virtual", long? Seed = null);

/// <summary>Runs a scenario and writes its reports into a directory.</summary>
/// <param name="file">The scenario's file.</param>
/// <param name="request">What was asked for.</param>
/// <param name="directory">Where everything goes.</param>
/// <param name="progress">Told how far it has come.</param>
/// <param name="cancellationToken">Breaks it off.</param>
/// <returns>Why it could not be run; <c>null</c>: it was, and its result is in the directory.</returns>
public delegate Task<string?> ScenarioRunning(string file, RunRequest request, DirectoryInfo directory, IProgress<string> progress, CancellationToken cancellationToken);
