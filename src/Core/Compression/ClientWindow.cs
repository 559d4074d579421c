namespace Pure.WebSockets;

/// <summary>The client_max_window_bits parameter in a client's offer (RFC 7692 §7.1.2.2).</summary>
public abstract record ClientWindow
{
    private ClientWindow() { }

    /// <summary>The parameter is absent, so the server must not limit the client's window.</summary>
    public sealed record Fixed : ClientWindow
    {
        /// <summary>The only instance.</summary>
        public static Fixed Instance { get; } = new();
    }

    /// <summary>The parameter is present without a value, so the server is allowed to limit the client's window.</summary>
    public sealed record Limitable : ClientWindow
    {
        /// <summary>The only instance.</summary>
        public static Limitable Instance { get; } = new();
    }

    /// <summary>The parameter has a value, which limits the client's window. The server is allowed to set a lower limit.</summary>
    public sealed record LimitedTo(int Bits) : ClientWindow
    {
        /// <summary>The base-2 logarithm of the maximum window size in bytes, from 8 to 15.</summary>
        public int Bits { get; init => field = WindowSize.Checked(value); } = WindowSize.Checked(Bits);
    }
}
