namespace IseMail.Tenant.Faults;

/// <summary>A fault has ended a connection, or its client has lost patience with one.</summary>
internal sealed class FaultStruckException(string message) : IOException(message);
