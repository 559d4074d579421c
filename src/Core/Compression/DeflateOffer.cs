namespace Pure.WebSockets;

/// <summary>A client's offer of permessage-deflate, with parameters for the server and for the client itself (RFC 7692 §7.1).</summary>
public sealed record DeflateOffer
{
    private readonly OptionByContent<int> serverMaxWindowBits;

    /// <summary>An offer without parameters.</summary>
    public static DeflateOffer Plain { get; } = new();

    /// <summary>Whether the server must start each message with an empty window (§7.1.1.1).</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>
    /// Whether the client starts each message with an empty window, even if the server's answer does not require an empty window
    /// (§7.1.1.2).
    /// </summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>
    /// The base-2 logarithm of the maximum size of the server's window in bytes, from 8 to 15. If the value is None, the offer does not
    /// limit the window (§7.1.2.1).
    /// </summary>
    public Option<int> ServerMaxWindowBits
    {
        get => serverMaxWindowBits;
        init => serverMaxWindowBits = value.Map(bits => WindowSize.Checked(bits));
    }

    /// <summary>
    /// The limit that the client sets on its own window, if any. The value also determines whether the server is allowed to limit the
    /// client's window (§7.1.2.2).
    /// </summary>
    public ClientWindow ClientMaxWindowBits { get; init; } = ClientWindow.Fixed.Instance;

    /// <summary>
    /// Returns the agreed parameters. The value must represent a server's answer. This type represents both offers and answers, because the
    /// parameter names of offers and answers are the same (RFC 7692 §7.1).
    /// </summary>
    internal DeflateParameters ToParameters() => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerMaxWindowBits.IfNone(WindowSize.Most),
        ClientMaxWindowBits = ClientMaxWindowBits is ClientWindow.LimitedTo(var bits) ? bits : WindowSize.Most,
    };
}
