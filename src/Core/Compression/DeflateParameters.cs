namespace Pure.WebSockets;

/// <summary>
/// The permessage-deflate parameters that the client and the server have agreed on (RFC 7692 §7.1). The server parameters apply to the
/// messages that the server sends, and the client parameters apply to the messages that the client sends.
/// </summary>
public sealed record DeflateParameters
{
    /// <summary>
    /// The default parameters, with context takeover in both directions and windows of 32,768 bytes. The default parameters apply if the
    /// server's answer has no parameters and the client's offer does not restrict the client.
    /// </summary>
    public static DeflateParameters Default { get; } = new();

    /// <summary>Whether the server starts each message with an empty window (§7.1.1.1).</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether the client starts each message with an empty window (§7.1.1.2).</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>The base-2 logarithm of the maximum size of the server's window in bytes, from 8 to 15 (§7.1.2.1).</summary>
    public int ServerMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>The base-2 logarithm of the maximum size of the client's window in bytes, from 8 to 15 (§7.1.2.2).</summary>
    public int ClientMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// Returns the element of Sec-WebSocket-Extensions that represents these parameters. A window parameter with the default value of 15 is
    /// omitted.
    /// </summary>
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
