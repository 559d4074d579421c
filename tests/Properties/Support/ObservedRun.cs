using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>Runs an observer over the bytes of a connection.</summary>
internal sealed class ObservedRun
{
    /// <summary>Limits that no generated conversation exceeds.</summary>
    public static Limits Roomy { get; } = Limits.Default with { MaxHeadBytes = 1 << 20, MaxHeaderFields = 1 << 20 };

    public Observer State { get; private set; } = Observer.Create(Roomy);

    public List<Observed> Events { get; } = [];

    public static ObservedRun Of(IEnumerable<(Role Sender, byte[] Bytes)> log)
    {
        var run = new ObservedRun();
        foreach (var (sender, bytes) in log) run.Receive(sender, bytes);
        return run;
    }

    /// <summary>The events after an opening handshake with this result.</summary>
    public static ObservedRun Opened(Agreement agreement)
    {
        var extensions = string.Join(", ", agreement.Extensions);
        var run = Of([
            (Role.Client, Head(
                "GET / HTTP/1.1", "Host: example.com", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")),
            (Role.Server, Head(
                ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                .. extensions.Length == 0 ? Array.Empty<string>() : [$"Sec-WebSocket-Extensions: {extensions}"]])),
        ]);
        Assert.Equal(["Requested", "Opened"], run.Events.Select(observed => observed.GetType().Name));
        run.Events.Clear();
        return run;
    }

    /// <summary>Passes the bytes and then overwrites them, because an observer must not store a reference to them.</summary>
    public void Receive(Role sender, byte[] bytes)
    {
        var network = bytes.ToArray();
        Add(State.Receive(sender, network));
        Assert.Equal(bytes, network);
        Array.Fill(network, (byte)0x5A);
    }

    public void End(Role sender) => Add(State.End(sender));

    /// <summary>The events of the frames of one endpoint, or those of the handshake.</summary>
    public IEnumerable<Observed> Of(Option<Role> sender) => Events.Where(observed => SenderOf(observed) == sender);

    public static Option<Role> SenderOf(Observed observed) =>
        observed switch
        {
            Observed.FrameSent(var sender, _, _) => sender,
            Observed.MessageSent(var sender, _, _, _) => sender,
            Observed.PingSent(var sender, _, _) => sender,
            Observed.PongSent(var sender, _, _) => sender,
            Observed.CloseSent(var sender, _, _) => sender,
            Observed.RuleBroken(var sender, _, _) => sender,
            Observed.Assumed(var sender, _, _) => sender,
            Observed.MessageSkipped(var sender, _, _) => sender,
            Observed.Unreadable(var sender, _, _) => sender,
            Observed.DirectionEnded(var sender, _) => sender,
            _ => Option<Role>.None,
        };

    /// <summary>
    /// The events as effects of a connection that receives the bytes of the sender, up to the first broken rule or close frame.
    /// </summary>
    public IEnumerable<Effect> EffectsOf(Role sender)
    {
        foreach (var observed in Events.Where(one => SenderOf(one) == sender))
        {
            switch (observed)
            {
                case Observed.MessageSent(_, _, var kind, var data):
                    yield return new Effect.Message(kind, data);
                    break;
                case Observed.PingSent(_, _, var data):
                    yield return new Effect.PingReceived(data);
                    break;
                case Observed.PongSent(_, _, var data):
                    yield return new Effect.PongReceived(data);
                    break;
                case Observed.CloseSent(_, _, var status):
                    yield return new Effect.CloseReceived(status);
                    yield break;
                case Observed.RuleBroken(_, _, var error):
                    yield return new Effect.Failed(error);
                    yield break;
            }
        }
    }

    private static byte[] Head(params string[] lines) => Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n");

    private void Add(ObservedStep step)
    {
        State = step.Next;
        Events.AddRange(step.Events);
    }
}
