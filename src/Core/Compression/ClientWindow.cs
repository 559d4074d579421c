namespace Pure.WebSockets;

/// <summary>What a client's offer says of its own window: the parameter client_max_window_bits (RFC 7692 §7.1.2.2).</summary>
public abstract record ClientWindow
{
    private ClientWindow() { }

    /// <summary>The parameter is not there: the server may not limit the window.</summary>
    public sealed record Fixed : ClientWindow
    {
        /// <summary>The only one.</summary>
        public static Fixed Instance { get; } = new();
    }

    /// <summary>The parameter is there without a value: the server may limit the window.</summary>
    public sealed record Limitable : ClientWindow
    {
        /// <summary>The only one.</summary>
        public static Limitable Instance { get; } = new();
    }

    /// <summary>
    /// The parameter is there with a value: the client keeps to it whatever the server answers, and the server may limit the window
    /// further.
    /// </summary>
    /// <param name="Bits">The base-2 logarithm of the window, from 8 to 15.</param>
    public sealed record LimitedTo(int Bits) : ClientWindow
    {
        /// <summary>The base-2 logarithm of the window, from 8 to 15.</summary>
        public int Bits { get; init => field = WindowSize.Checked(value); } = WindowSize.Checked(Bits);
    }
}
