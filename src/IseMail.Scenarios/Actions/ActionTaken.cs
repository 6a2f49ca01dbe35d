namespace IseMail.Scenarios.Actions;

/// <summary>An action that was carried out.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Ended">When it was done: for a start, when the node was Up in the others' cluster.</param>
/// <param name="Why">Why it could not be done; <c>null</c>: it was.</param>
public sealed record ActionTaken(ScenarioAction Action, DateTimeOffset Begun, DateTimeOffset Ended, string? Why = null);
