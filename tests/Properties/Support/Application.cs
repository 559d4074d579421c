namespace Pure.WebSockets.Properties;

/// <summary>
/// An application that answers in a way that a number selects. It stores what it has received of a message, since pieces may be cut
/// anywhere, so each run needs a new one.
/// </summary>
internal sealed class Application(int manners, ConnectionOptions options)
{
    private readonly List<byte> pieces = [];
    private int messages;

    /// <summary>
    /// Whether it forwards each piece as it arrives. Then the fragments that it sends are cut like the pieces that it receives.
    /// </summary>
    public bool Streams => options is { Delivery: Delivery.Pieces, CheckOutgoingText: true } && Has(1);

    public IEnumerable<Input> Answer(Effect effect) => effect switch
    {
        Effect.UpgradeRequested => Has(2) ? [] : [new Input.Accept(Acceptance.Plain)],
        Effect.Opened => Has(4) ? [Input.Send.Text("welcome"), new Input.Ping(ByteString.FromText("there?"))] : [],
        Effect.PingReceived(var data) => Has(8) ? [new Input.Send(MessageKind.Binary, data)] : [],
        Effect.PongReceived(var data) => Has(16) ? [new Input.Pong(data), Input.Send.Text("it lives")] : [],
        Effect.Message(var kind, var data) => OfMessage(kind, data),
        Effect.MessagePiece(var kind, var data, var final) when Streams =>
            [new Input.SendPart(kind, data, final) { Compress = CompressionChoice.Never }],
        Effect.MessagePiece(var kind, var data, var final) => OfPiece(kind, data, final),
        _ => [],
    };

    private Input[] OfPiece(MessageKind kind, ByteString data, bool final)
    {
        pieces.AddRange(data.Memory.Span);
        if (!final) return [];
        var whole = pieces.ToArray();
        pieces.Clear();
        return OfMessage(kind, whole);
    }

    private Input[] OfMessage(MessageKind kind, ByteString data) => (++messages % 4, Has(32)) switch
    {
        (3, true) => [new Input.Send(kind, data), new Input.Close(new CloseStatus(1000, "enough"))],
        (2, _) => [new Input.SendPart(kind, data, Final: false), new Input.SendPart(kind, ByteString.Empty, Final: true)],
        (1, true) => [new Input.Ping(ByteString.FromText("got it")), new Input.Send(kind, data)],
        _ => [new Input.Send(kind, data)],
    };

    private bool Has(int manner) => (manners & manner) != 0;
}
