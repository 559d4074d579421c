namespace Pure.WebSockets;

/// <summary>
/// How both ends use permessage-deflate on a connection (RFC 7692 §7.1). Each pair is about what one end compresses and the other
/// inflates.
/// </summary>
public sealed record DeflateParameters
{
    /// <summary>Context takeover both ways, windows of 32,768 bytes: what an agreement without parameters means.</summary>
    public static DeflateParameters Default { get; } = new();

    /// <summary>Whether the server starts each message with an empty window (§7.1.1.1).</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether the client starts each message with an empty window (§7.1.1.2).</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>The base-2 logarithm of the window that the server's messages may need, from 8 to 15 (§7.1.2.1).</summary>
    public int ServerMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>The base-2 logarithm of the window that the client's messages may need, from 8 to 15 (§7.1.2.2).</summary>
    public int ClientMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>The element that says so: a window of 15 bits goes without saying.</summary>
    internal DeflateOffer ToElement() =>
        new()
        {
            ServerNoContextTakeover = ServerNoContextTakeover,
            ClientNoContextTakeover = ClientNoContextTakeover,
            ServerMaxWindowBits = ServerMaxWindowBits < WindowSize.Most ? ServerMaxWindowBits : Option<int>.None,
            ClientMaxWindowBits =
                ClientMaxWindowBits < WindowSize.Most ? new ClientWindow.LimitedTo(ClientMaxWindowBits) : ClientWindow.Fixed.Instance,
        };
}
