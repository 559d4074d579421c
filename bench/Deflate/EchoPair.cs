namespace Pure.WebSockets.Bench;

/// <summary>A client and a server connected in memory. The server sends every message back.</summary>
internal sealed class EchoPair
{
    // Room to detect the end of a message without another call.
    private const int MoreThanMessage = 64;

    private readonly Wire toServer;
    private readonly Wire toClient;

    /// <param name="client">The implementation of the client.</param>
    /// <param name="server">The implementation of the server.</param>
    /// <param name="contextTakeover">Whether messages may refer to earlier ones, in both directions.</param>
    /// <param name="messageBytes">The length of the longest message.</param>
    /// <param name="toServer">The direction to the server, which must be empty.</param>
    /// <param name="toClient">The direction to the client, which must be empty.</param>
    public EchoPair(Side client, Side server, bool contextTakeover, int messageBytes, Wire toServer, Wire toClient)
    {
        this.toServer = toServer;
        this.toClient = toClient;
        Client = Make(client, Role.Client, contextTakeover, messageBytes, toClient, toServer);
        Server = Make(server, Role.Server, contextTakeover, messageBytes, toServer, toClient);
    }

    public End Client { get; }

    public End Server { get; }

    /// <summary>The last message that the server received.</summary>
    public ReadOnlyMemory<byte> AtServer { get; private set; }

    /// <summary>The last message that the client received.</summary>
    public ReadOnlyMemory<byte> AtClient { get; private set; }

    public static EchoPair Of(Side side, bool contextTakeover, int messageBytes) =>
        new(side, side, contextTakeover, messageBytes, new Wire(), new Wire());

    /// <summary>Sends a message and its echo. Returns the bytes on the wire in both directions.</summary>
    public int Echo(ReadOnlyMemory<byte> message)
    {
        Client.Send(message);
        var there = toServer.Unread.Length;
        AtServer = Server.Receive();
        Server.Send(AtServer);
        var back = toClient.Unread.Length;
        AtClient = Client.Receive();
        return there + back;
    }

    /// <summary>The same, and checks that the received messages equal the sent one.</summary>
    public int EchoChecked(ReadOnlyMemory<byte> message)
    {
        var carried = Echo(message);
        if (!AtServer.Span.SequenceEqual(message.Span) || !AtClient.Span.SequenceEqual(message.Span))
            throw new InvalidOperationException("What was sent is not what arrived.");
        if (!toServer.Unread.IsEmpty || !toClient.Unread.IsEmpty)
            throw new InvalidOperationException("More was sent than arrived.");
        return carried < 2 * message.Length ? carried : throw new InvalidOperationException("Nothing was compressed.");
    }

    private static End Make(Side side, Role role, bool contextTakeover, int messageBytes, Wire from, Wire to) => side switch
    {
        Side.Rival => new RivalEnd(role, contextTakeover, from, to, messageBytes + MoreThanMessage),
        Side.OursKernel => new KernelEnd(role, contextTakeover, from, to, messageBytes + MoreThanMessage),
        _ => new RecordEnd(role, contextTakeover, from, to),
    };
}
