namespace IseMail.Tenant;

/// <summary>A listener could not start because its port is in use.</summary>
/// <param name="address">The address it was to bind.</param>
/// <param name="port">The port that is taken.</param>
/// <param name="inner">What the operating system said.</param>
public sealed class PortTakenException(string address, int port, Exception? inner = null)
    : IOException($"port {port} at {address} is already in use; free it or choose another in the tenant's listeners (0: any free port)", inner)
{
    /// <summary>The address it was to bind.</summary>
    public string Address { get; } = address;

    /// <summary>The port that is taken.</summary>
    public int Port { get; } = port;
}
