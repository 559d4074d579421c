namespace Pure.WebSockets;

/// <summary>One offer of permessage-deflate: what a client asks for, and what it says of itself (RFC 7692 §7.1).</summary>
public sealed record DeflateOffer
{
    private readonly OptionByContent<int> serverMaxWindowBits;

    /// <summary>The extension's name and nothing else.</summary>
    public static DeflateOffer Plain { get; } = new();

    /// <summary>Whether the server must start each message with an empty window (§7.1.1.1).</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether the client is going to start each message with an empty window, whatever the server answers (§7.1.1.2).</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>
    /// The base-2 logarithm of the largest window that the server may use, from 8 to 15; none leaves it to the server (§7.1.2.1).
    /// </summary>
    public Option<int> ServerMaxWindowBits
    {
        get => serverMaxWindowBits;
        init => serverMaxWindowBits = value.Map(bits => WindowSize.Checked(bits));
    }

    /// <summary>Whether the server may limit the client's window, and what the client limits it to itself (§7.1.2.2).</summary>
    public ClientWindow ClientMaxWindowBits { get; init; } = ClientWindow.Fixed.Instance;

    /// <summary>What is in force where a server's answer says this: an answer has the same parameters as an offer.</summary>
    internal DeflateParameters ToParameters() => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerMaxWindowBits.IfNone(WindowSize.Most),
        ClientMaxWindowBits = ClientMaxWindowBits is ClientWindow.LimitedTo(var bits) ? bits : WindowSize.Most,
    };
}
