namespace Pure.WebSockets;

/// <summary>The opcode of a frame (RFC 6455 §5.2, §11.8). The values 3-7 and 11-15 are reserved and are never valid.</summary>
public enum Opcode : byte
{
    /// <summary>A fragment of a message after the first fragment (§5.4).</summary>
    Continuation = 0,

    /// <summary>A text message or its first fragment (§5.6).</summary>
    Text = 1,

    /// <summary>A binary message or its first fragment (§5.6).</summary>
    Binary = 2,

    /// <summary>A close frame of the closing handshake (§5.5.1).</summary>
    Close = 8,

    /// <summary>A ping, which the peer must answer with a pong (§5.5.2).</summary>
    Ping = 9,

    /// <summary>The answer to a ping, or an unsolicited pong (§5.5.3).</summary>
    Pong = 10,
}

/// <summary>The two kinds of message that an application can send and receive (RFC 6455 §5.6).</summary>
public enum MessageKind : byte
{
    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>Arbitrary bytes.</summary>
    Binary = 2,
}
