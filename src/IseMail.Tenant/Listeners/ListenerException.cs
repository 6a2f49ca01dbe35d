using System.Net.Sockets;

namespace IseMail.Tenant.Listeners;

/// <summary>A listener of the tenant could not start; the message says which one, why, and which key of the topology to change.</summary>
public sealed class ListenerException : IOException
{
    private const string AddressKey = "tenant.listen.address";

    /// <summary>Says what the operating system's answer means for one listener.</summary>
    /// <param name="portKey">The topology's key of its port, such as <c>tenant.listen.submissionPort</c>.</param>
    /// <param name="address">The address it was to bind.</param>
    /// <param name="port">The port it was to bind; 0: any free one.</param>
    /// <param name="fault">What the operating system said.</param>
    /// <param name="inner">How it was said.</param>
    public ListenerException(string portKey, string address, int port, SocketError fault, Exception? inner = null)
        : base(Say(portKey, address, port, fault), inner)
    {
        Key = fault is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported ? AddressKey : portKey;
        Address = address;
        Port = port;
        Fault = fault;
    }

    /// <summary>The key of the topology that is to be changed.</summary>
    public string Key { get; }

    /// <summary>The address it was to bind.</summary>
    public string Address { get; }

    /// <summary>The port it was to bind; 0: any free one.</summary>
    public int Port { get; }

    /// <summary>
    /// What the operating system said: <see cref="SocketError.AddressAlreadyInUse"/>,
    /// <see cref="SocketError.AddressNotAvailable"/>, <see cref="SocketError.AccessDenied"/> or another.
    /// </summary>
    public SocketError Fault { get; }

    /// <summary>The socket's fault behind an exception of a server's start, if there is one.</summary>
    internal static SocketError? FaultOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket) return socket.SocketErrorCode;
        }
        return null;
    }

    private static string Say(string portKey, string address, int port, SocketError fault) => fault switch
    {
        SocketError.AddressAlreadyInUse => $"port {port} at {address} is already in use; free it or change {portKey} (0: any free port)",
        SocketError.AddressNotAvailable => $"{address} is not an address of this machine, so nothing can listen at its port {port}; change {AddressKey} (127.0.0.1: this machine only)",
        SocketError.AddressFamilyNotSupported => $"this machine does not speak the kind of address that {address} is; change {AddressKey} (127.0.0.1: this machine only)",
        SocketError.AccessDenied => $"port {port} at {address} may be opened only with privileges that this program does not have; change {portKey} (1024 or more, or 0: any free port)",
        _ => $"cannot listen at port {port} of {address} ({fault}); change {portKey} or {AddressKey}",
    };
}
