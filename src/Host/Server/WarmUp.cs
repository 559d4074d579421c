using System.Runtime.CompilerServices;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Performs an opening handshake and exchanges one compressed message in each direction in memory, without a network. A process runs the
/// warm-up once, before its first server listens. The first connection therefore does not wait for assemblies to load. Loading an assembly
/// needs file descriptors. If no descriptor is free, a type initializer can fail, and the type then stays unusable. On Linux, the server
/// checks just before the warm-up that enough descriptors are free. After the warm-up, the assemblies are already loaded, so they need no
/// more descriptors.
/// </summary>
internal static class WarmUp
{
    // With PublicationOnly, two threads can run the warm-up at the same time. An exception is not cached, so the next server runs the
    // warm-up again.
    private static readonly Lazy<bool> Done = new(Run, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Runs the warm-up, unless it has already run. Returns whether both messages arrived.</summary>
    public static bool Once() => Done.Value;

    private static bool Run()
    {
        // The type initializer of LanguageExt's Prelude loads another assembly. The initializer runs here, so that the assembly is loaded
        // now.
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
