using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>What a faulty server does wrong, and nothing else.</summary>
/// <param name="Frames">What it makes of each frame that it should send: octets, or nothing.</param>
/// <param name="KeepsTransport">Whether it never ends the transport by itself.</param>
/// <param name="Greeting">What it answers the opening handshake with, in place of the response; none for the right one.</param>
public sealed record Fault(Func<Frame, byte[]> Frames, bool KeepsTransport = false, Option<byte[]> Greeting = default)
{
    public static Fault None { get; } = new(FrameEncoder.Encode);

    /// <summary>Only frames of one opcode are wrong.</summary>
    public static Fault In(Opcode opcode, Func<Frame, byte[]> wrong) => new(frame => frame.Opcode == opcode ? wrong(frame) : FrameEncoder.Encode(frame));
}

/// <summary>An echo over TCP, made of the core, with one fault.</summary>
public static class FaultyServer
{
    public static LoopbackServer With(Fault fault) => new((socket, stop) => EchoAsync(fault, socket, stop));

    private static async Task EchoAsync(Fault fault, Socket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        var state = Connection.Server(ConnectionOptions.Default);
        while (await socket.ReceiveAsync(buffer, stop) is > 0 and var read)
        {
            var inputs = new Queue<Input>([new Input.Received(buffer.AsSpan(0, read).ToArray())]);
            while (inputs.TryDequeue(out var input))
            {
                var (next, outputs, effects) = Protocol.Step(state, input);
                state = next;
                foreach (var output in outputs) await socket.SendAsync(Octets(fault, output), stop);
                foreach (var effect in effects)
                {
                    if (effect is Effect.UpgradeRequested) inputs.Enqueue(new Input.Accept(Acceptance.Plain));
                    if (effect is Effect.Message message) inputs.Enqueue(new Input.Send(message.Kind, message.Data));
                    if (effect is Effect.CloseTransport && !fault.KeepsTransport) return;
                }
            }
        }
    }

    private static byte[] Octets(Fault fault, Output output) => output switch
    {
        Output.Framed framed => fault.Frames(framed.Value),
        Output.Head head => fault.Greeting.IfNone(head.Bytes.ToArray),
        _ => [],
    };
}
