using System.Runtime.CompilerServices;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// One handshake and one compressed message each way through the core, once a process, before a server listens. What the first connection would otherwise wait for, and what needs a file descriptor, as loading
/// an assembly or the library of hashes, is done while there are some: a type initialiser that fails for want of one fails for good.
/// </summary>
internal static class WarmUp
{
    // Twice at once does no harm, and what it threw is not kept.
    private static readonly Lazy<bool> Done = new(Run, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Runs, if nobody has; returns whether all of it went as it should.</summary>
    public static bool Once() => Done.Value;

    private static bool Run()
    {
        // What LanguageExt's own code starts with: it loads an assembly, and failed it fails for good.
        RuntimeHelpers.RunClassConstructor(typeof(Prelude).TypeHandle);
        var options = new ConnectionOptions { Compression = CompressionOptions.Default with { MinBytes = 0 } };
        var request = Connection.Client(new UpgradeOffer("localhost", "/"), new byte[16], options).Map(client => Protocol.Step(client, new Input.Start())).ToOption();
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
