namespace Pure.WebSockets.Properties;

/// <summary>A state of every phase, each with something incomplete in it.</summary>
internal static class Phases
{
    // Above the states that use it, since statics are initialized in the order of the text.
    private static ConnectionOptions Compressing { get; } =
        new()
        {
            Compression = new CompressionOptions
            {
                ServerMaxWindowBits = 10,
                Offers = new Seq<DeflateOffer>(
                    new[]
                    {
                        new DeflateOffer { ServerMaxWindowBits = 11, ClientMaxWindowBits = new ClientWindow.LimitedTo(12) },
                        new DeflateOffer { ClientMaxWindowBits = ClientWindow.Limitable.Instance },
                    }
                ),
            },
        };

    public static Connection[] All { get; } =
    [.. Scenes().Select(scene => scene.State), .. Enum.GetValues<Role>().SelectMany(role => WithinBlocks(role))];

    /// <summary>
    /// A state within each part of a block, each with a message that is partly sent, from the first stream that has blocks of every form.
    /// </summary>
    private static IEnumerable<Connection> WithinBlocks(Role role) =>
        Enumerable
            .Range(0, 1000)
            .Select(seed => WithinBlocks(role, seed))
            .First(found => found.Count == Enum.GetValues<InflaterPhase>().Length)
            .Where(found => (int)found.Key % 2 == (int)role)
            .Select(found => found.Value);

    private static Dictionary<InflaterPhase, Connection> WithinBlocks(Role role, int seed)
    {
        var (payload, _) = DeflateStreams.Message(new Random(seed), windowBits: 9, before: "a window"u8);
        var state = Agreed
            .Open(
                role,
                new DeflateParameters { ServerMaxWindowBits = 9, ClientMaxWindowBits = 9 },
                Compressing with
                {
                    Delivery = Delivery.Pieces,
                }
            )
            .Then(new Input.SendPart(MessageKind.Text, ByteString.FromText("half, half, half"), Final: false))
            .Receives(Compressed(role, DeflateContext.Create(9, contextTakeover: true).Compress("a window"u8).Payload.ToArray())).State;
        var (wire, lent, found) = (Compressed(role, payload).AsMemory(), new byte[4], new Dictionary<InflaterPhase, Connection>());
        for (var (taken, more) = (0, true); more || taken < wire.Length;)
        {
            var progress = Kernel.Receive(state, wire[taken..Math.Min(wire.Length, taken + (state.Receiving.InFrame ? 1 : 14))], lent);
            (state, taken, more) = (progress.Next, taken + progress.Consumed, progress.More);
            if (state.Receiving.Compressed) found.TryAdd(state.Inflation!.State.Phase, state);
        }

        return found;
    }

    private static byte[] Compressed(Role role, byte[] payload) =>
        new WireFrame(Final: true, 4, (int)Opcode.Binary, payload)
        {
            Key = role == Role.Server ? new MaskKey(7) : null,
        }.ToBytes();

    /// <summary>Inputs for any state: frames, heads, timers and the end of the stream.</summary>
    public static IEnumerable<Input> WhatMayFollow(Role role) =>
        [
            new Input.Received("x\r\n"u8.ToArray()),
            .. Enum.GetValues<TimerKind>().Select(timer => new Input.Elapsed(timer)),
            new Input.Accept(Acceptance.Plain),
            new Input.Received(
                new WireFrame(Final: false, 0, 0, (byte[])[0x41, 0xE2, 0x82])
                {
                    Key = role == Role.Server ? new MaskKey(3) : null,
                }.ToBytes()
            ),
            new Input.SendPart(MessageKind.Text, (byte[])[0x82], Final: false),
            new Input.SendPart(MessageKind.Text, ByteString.FromText("half"), Final: true),
            new Input.Compact(),
            new Input.Close(CloseStatus.None),
            new Input.Received(Heads.Of(role == Role.Server ? Heads.RequestLines : Heads.ResponseLines)),
            new Input.EndOfStream(),
        ];

    private static IEnumerable<Scene> Scenes()
    {
        yield return Scene.Server().Reads("GET / HTTP/1.1\r\nHo");
        yield return Scene.Server().Reads([.. Heads.RequestLines, "Sec-WebSocket-Extensions: a; b=c"]);
        yield return Scene
            .Server(Compressing)
            .Reads([.. Heads.RequestLines, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9"]);
        yield return Scene
            .Server(Compressing)
            .Reads([.. Heads.RequestLines, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9"])
            .Then(new Input.Accept(Acceptance.Plain));
        yield return Scene.Client(Compressing).Reads("HTTP/1.1 101 x\r");
        yield return Scene.Client().Reads("HTTP/1.1 101 x\r");
        yield return Scene.Client().Receives(Heads.Of(["HTTP/1.1 500 x", "Content-Length: 9"], "body"));
        yield return Scene.Client().Receives(Heads.Of(["HTTP/1.1 500 x", "Transfer-Encoding: chunked"], "9\r\nbody"));
        yield return Scene.Client().Receives(Heads.Of(["HTTP/1.1 500 x"], "body"));
        foreach (var role in Enum.GetValues<Role>())
        {
            var within = Scene
                .Open(role)
                .Then(new Input.Start())
                .Then(new Input.SendPart(MessageKind.Text, (byte[])[0xE2], Final: false))
                .Receives(Opcode.Text, (byte[])[0x41, 0xE2], final: false);
            yield return within;
            yield return within
                .Receives(new WireFrame(Final: true, 0, 0, (byte[])[0x82]) { Announced = 9 })
                .Then(new Input.Elapsed(TimerKind.KeepAlive));
            yield return within.Receives(Opcode.Continuation, (byte[])[0x82], final: false).Receives(0x89);
            yield return within.Then(new Input.Close(new CloseStatus(1000, "bye")));
            yield return within.ReceivesClose(1000, "bye");
            yield return within.Receives(0xFF);
            foreach (var waiting in Waiting(within.State)) yield return Scene.Of(waiting);
        }
    }

    /// <summary>Input that waits, in one run and in two, with a timer that elapsed meanwhile and the end of the stream after it.</summary>
    private static IEnumerable<Connection> Waiting(Connection state)
    {
        var ping = new WireFrame(Final: true, 0, 9, ByteString.Empty)
        {
            Key = state.Role == Role.Server ? new MaskKey(3) : null,
        }.ToBytes();
        foreach (
            var input in new Input[]
            {
                new Input.Received((byte[])[.. ping, .. ping, 0x89]),
                new Input.Received(ping),
                new Input.Elapsed(state.Timer),
                new Input.EndOfStream(),
            }
        )
            yield return state = Protocol.Step(state, input).Next;
    }
}
