using System.Runtime.CompilerServices;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Performs an opening handshake and exchanges one compressed message in each direction, without a network. A process runs the warm-up
/// once, before its first server listens, so that the first connection does not wait for assemblies to load. Loading an assembly needs file
/// descriptors, and a type initializer that finds none fails permanently. On Linux, the server checks just before the warm-up that enough
/// descriptors are free. The assemblies that the warm-up loads therefore cannot fail to load later.
/// </summary>
internal static class WarmUp
{
    // Two threads may run the warm-up at the same time. An exception is not cached, so the next server tries again.
    private static readonly Lazy<bool> Done = new(Run, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Runs the warm-up, unless it has already run. Returns whether both messages arrived.</summary>
    public static bool Once() => Done.Value;

    private static bool Run()
    {
        // The type initializer of LanguageExt's Prelude loads another assembly.
        RuntimeHelpers.RunClassConstructor(typeof(Prelude).TypeHandle);
        var options = new ConnectionOptions { Compression = CompressionOptions.Default with { MinBytes = 0 } };
        var request = Connection
            .Client(new UpgradeOffer("localhost", "/"), new byte[16], options)
            .Map(client => Protocol.Step(client, new Input.Start()))
            .ToOption();
        return request.Exists(asked =>
        {
            var server = Protocol.Step(Connection.Server(options), new Input.Received(Bytes(asked)));
            var accepted = Protocol.Step(server.Next, new Input.Accept(Acceptance.Plain));
            var opened = Protocol.Step(asked.Next, new Input.Received(Bytes(accepted)));
            var sent = Protocol.Step(opened.Next, Input.Send.Text("warm-up warm-up"));
            var received = Protocol.Step(accepted.Next, new Input.Received(Bytes(sent, new MaskKeys().Next())));
            var echoed = Protocol.Step(received.Next, Input.Send.Text("warm-up warm-up"));
            var answered = Protocol.Step(opened.Next, new Input.Received(Bytes(echoed)));
            return received.Effects.Exists(IsMessage) && answered.Effects.Exists(IsMessage);
        });
    }

    private static bool IsMessage(Effect effect) => effect is Effect.Message { Data.Length: > 0 };

    private static byte[] Bytes(Transition transition, MaskKey? key = null) => transition.Outputs.HeadOrNone().Case switch
    {
        Output.Head head => head.Bytes.ToArray(),
        Output.Framed frame when key is { } mask => FrameEncoder.Encode(frame.Value, mask),
        Output.Framed frame => FrameEncoder.Encode(frame.Value),
        _ => [],
    };
}
