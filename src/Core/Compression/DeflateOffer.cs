namespace Pure.WebSockets;

/// <summary>
/// An offer of permessage-deflate: what a client requests of the server, and what it states about itself (RFC 7692 §7.1).
/// </summary>
public sealed record DeflateOffer
{
    private readonly OptionByContent<int> serverMaxWindowBits;

    /// <summary>The extension's name without parameters.</summary>
    public static DeflateOffer Plain { get; } = new();

    /// <summary>Whether the server must start each message with an empty window (§7.1.1.1).</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether the client will start each message with an empty window, whatever the server answers (§7.1.1.2).</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>
    /// The base-2 logarithm of the largest window that the server may use, from 8 to 15. If it is None, the offer does not limit the window
    /// (§7.1.2.1).
    /// </summary>
    public Option<int> ServerMaxWindowBits
    {
        get => serverMaxWindowBits;
        init => serverMaxWindowBits = value.Map(bits => WindowSize.Checked(bits));
    }

    /// <summary>Whether the server may limit the client's window, and the client's own limit (§7.1.2.2).</summary>
    public ClientWindow ClientMaxWindowBits { get; init; } = ClientWindow.Fixed.Instance;

    /// <summary>
    /// Returns the parameters that apply if a server's answer equals this. An answer has the same parameters as an offer.
    /// </summary>
    internal DeflateParameters ToParameters() => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerMaxWindowBits.IfNone(WindowSize.Most),
        ClientMaxWindowBits = ClientMaxWindowBits is ClientWindow.LimitedTo(var bits) ? bits : WindowSize.Most,
    };
}
