namespace Pure.WebSockets.Bench;

/// <summary>A client's end and a server's end, joined in memory. The server sends back what comes.</summary>
internal sealed class EchoPair
{
    // Enough to see that a message ends without asking again.
    private const int MoreThanMessage = 64;

    private readonly Wire toServer;
    private readonly Wire toClient;

    /// <param name="client">Which make the client is.</param>
    /// <param name="server">Which make the server is.</param>
    /// <param name="contextTakeover">Whether messages may refer to those before them, both ways.</param>
    /// <param name="messageBytes">The longest message.</param>
    /// <param name="toServer">The wire to the server; nothing is on it.</param>
    /// <param name="toClient">The wire to the client; nothing is on it.</param>
    public EchoPair(Side client, Side server, bool contextTakeover, int messageBytes, Wire toServer, Wire toClient)
    {
        this.toServer = toServer;
        this.toClient = toClient;
        Client = Make(client, Role.Client, contextTakeover, messageBytes, toClient, toServer);
        Server = Make(server, Role.Server, contextTakeover, messageBytes, toServer, toClient);
    }

    public End Client { get; }

    public End Server { get; }

    /// <summary>What came to the server last.</summary>
    public ReadOnlyMemory<byte> AtServer { get; private set; }

    /// <summary>What came back to the client last.</summary>
    public ReadOnlyMemory<byte> AtClient { get; private set; }

    public static EchoPair Of(Side side, bool contextTakeover, int messageBytes) =>
        new(side, side, contextTakeover, messageBytes, new Wire(), new Wire());

    /// <summary>A message there and back. The bytes that were on the wire, both ways together.</summary>
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

    /// <summary>The same, and whether what arrived is what was sent.</summary>
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
