using System.Net.WebSockets;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Runs of the framework's WebSocket, in process. Its application reads whenever bytes are available, sends what ours sends, and answers a
/// close frame with its code, as the core does on its own.
/// </summary>
internal sealed class FrameworkRun : IDisposable
{
    /// <summary>After this many reads in a row that deliver nothing and consume nothing, it is in an endless loop.</summary>
    private const int Circles = 1000;

    private readonly List<Said> told = [];
    private readonly List<byte> message = [];
    private readonly Listener peer;
    private readonly MemoryWire wire;
    private readonly WebSocket socket;
    private readonly byte[] memory;
    private Task<ValueWebSocketReceiveResult>? receive;
    private WebSocketMessageFlags partFlags;
    private bool partUnderWay;
    private bool done;
    private bool weClosed;
    private int idle;

    private FrameworkRun(Conversation conversation)
    {
        peer = new Listener(conversation.Role, conversation.Agreement);
        wire = new MemoryWire(peer.Hear, () => socket is { State: WebSocketState.Closed } && (socket.CloseStatus is not null || !weClosed));
        // Any memory makes progress, from one byte up.
        memory = new byte[conversation.Lent - 3];
        socket = WebSocket.CreateFromStream(wire, new WebSocketCreationOptions
        {
            IsServer = conversation.Role == Role.Server,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = conversation.Agreement.Compression.MatchUnsafe<WebSocketDeflateOptions?>(
                agreed => new WebSocketDeflateOptions
                {
                    ClientContextTakeover = !agreed.ClientNoContextTakeover,
                    ServerContextTakeover = !agreed.ServerNoContextTakeover,
                    ClientMaxWindowBits = agreed.ClientMaxWindowBits,
                    ServerMaxWindowBits = agreed.ServerMaxWindowBits,
                },
                () => null),
        });
    }

    public static Account Of(Conversation conversation)
    {
        using var run = new FrameworkRun(conversation);
        foreach (var input in conversation.CutInputs()) run.Take(input);
        return new Account(run.told.ToArray(), run.peer.Heard.ToArray());
    }

    public void Dispose()
    {
        wire.End();
        socket.Dispose();
        _ = receive?.Exception;
    }

    private void Take(Input input)
    {
        Drain();
        switch (input)
        {
            case Input.Received received when !done:
                wire.Bring(received.Bytes.Memory);
                break;
            case Input.EndOfStream when !done:
                wire.End();
                break;
            case Input.Send(var kind, var data) send:
                Ask(() =>
                    socket
                        .SendAsync(
                            data.Memory,
                            TypeOf(kind),
                            WebSocketMessageFlags.EndOfMessage | (partUnderWay ? partFlags : Flags(send.Compress)),
                            CancellationToken.None
                        )
                        .AsTask()
                );
                partUnderWay = false;
                break;
            case Input.SendPart(var kind, var data, var final) part:
                // The core uses the value of the first part. The framework needs it with each part.
                if (!partUnderWay)
                    partFlags = Flags(part.Compress);
                if (
                    Ask(() =>
                        socket
                            .SendAsync(
                                data.Memory,
                                TypeOf(kind),
                                partFlags | (final ? WebSocketMessageFlags.EndOfMessage : WebSocketMessageFlags.None),
                                CancellationToken.None
                            )
                            .AsTask()
                    )
                )
                    partUnderWay = !final;
                break;
            case Input.Close(var status):
                weClosed |= Ask(() =>
                    socket.CloseOutputAsync(
                        (WebSocketCloseStatus)status.Code,
                        status.Code == CloseCode.NoStatusReceived && status.Reason.Length == 0 ? null : status.Reason,
                        CancellationToken.None
                    )
                );
                break;
        }

        Drain();
    }

    private static WebSocketMessageType TypeOf(MessageKind kind) =>
        kind == MessageKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    private static WebSocketMessageFlags Flags(CompressionChoice choice) =>
        choice == CompressionChoice.Never ? WebSocketMessageFlags.DisableCompression : WebSocketMessageFlags.None;

    /// <summary>Sends a command. Returns whether it is carried out.</summary>
    private bool Ask(Func<Task> asking)
    {
        try
        {
            var asked = asking();
            Assert.True(asked.IsCompleted, "A write must complete at once.");
            asked.GetAwaiter().GetResult();
            return true;
        }
        catch (Exception refusal)
            when (refusal is WebSocketException or ArgumentException or ObjectDisposedException or OperationCanceledException)
        {
            told.Add(Said.Misuse);
            return false;
        }
    }

    /// <summary>Reads until it waits for bytes.</summary>
    private void Drain()
    {
        while (!done)
        {
            var reads = wire.Reads;
            receive ??= socket.ReceiveAsync(memory.AsMemory(), CancellationToken.None).AsTask();
            var patience = default(SpinWait);
            while (!receive.IsCompleted && !wire.IsAwaited) patience.SpinOnce();
            if (!receive.IsCompleted) return;
            var received = receive;
            receive = null;
            try
            {
                Deliver(received.GetAwaiter().GetResult(), reads);
            }
            catch (WebSocketException)
            {
                told.Add(Said.Failed);
                done = true;
            }
        }
    }

    private void Deliver(ValueWebSocketReceiveResult result, int reads)
    {
        if (result.MessageType == WebSocketMessageType.Close)
        {
            var (code, reason) = (socket.CloseStatus!.Value, socket.CloseStatusDescription!);
            told.Add(Said.Close((int)code, reason));
            done = true;
            if (socket.State == WebSocketState.CloseReceived)
                Ask(() => socket.CloseOutputAsync(code, statusDescription: null, CancellationToken.None));
            return;
        }

        message.AddRange(memory.AsSpan(0, result.Count));
        idle = result.Count == 0 && !result.EndOfMessage && wire.Reads == reads ? idle + 1 : 0;
        if (idle > Circles)
        {
            told.Add(new Said("stuck", ByteString.Empty));
            done = true;
        }

        if (!result.EndOfMessage) return;
        told.Add(Said.Message(result.MessageType == WebSocketMessageType.Text ? MessageKind.Text : MessageKind.Binary, message.ToArray()));
        message.Clear();
    }
}
