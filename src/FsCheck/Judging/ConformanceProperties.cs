using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// FsCheck properties that test any WebSocket implementation. A tester runs generated conversations with a server or a client. At each
/// moment, the model of Pure.WebSockets.Conformance determines the behaviour that the RFCs require or allow. The property fails if the
/// behaviour of the server or the client is different. If a property fails, its message shows the shortest failing conversation that
/// FsCheck has found, and the section of the broken rule.
/// </summary>
/// <remarks>
/// Return the property from a test method with the attribute <c>[Property]</c> of FsCheck.Xunit or FsCheck.NUnit, or pass it to
/// <c>Check.QuickThrowOnFailure</c>.
/// </remarks>
/// <example>
/// <code>
/// [Property]
/// public Property My_server_conforms() =&gt; ConformanceProperties.OfServer(stream =&gt; MyServer.EchoAsync(stream));
/// </code>
/// </example>
public static class ConformanceProperties
{
    private const int ShrinkingHaste = 5;

    /// <summary>
    /// Returns a property that checks whether a server conforms to the RFCs. For each conversation, the function is called with the stream
    /// of a new connection. With the default options, the function must send every message back. The function must return when the
    /// connection has ended. The function does not have to close the stream, and may throw an exception for invalid input.
    /// </summary>
    /// <param name="serve">The function that serves a connection.</param>
    /// <param name="options">
    /// The options, or null for the default options. With the default options, the function must read the request and send the response.
    /// Use <see cref="ConformanceOptions.Open"/> if the stream belongs to a connection that is already open.
    /// </param>
    public static Property OfServer(Func<Stream, Task> serve, ConformanceOptions? options = null) =>
        OfPeer(Role.Server, serve, options ?? ConformanceOptions.Default);

    /// <summary>
    /// Returns a property that checks whether a client conforms to the RFCs. For each conversation, the function is called with the stream
    /// of a new connection. With the default options, the function must send every message back. The function must return when the
    /// connection has ended. The function does not have to close the stream, and may throw an exception for invalid input.
    /// </summary>
    /// <param name="connect">The function that acts as the client of a connection.</param>
    /// <param name="options">
    /// The options, or null for the default options. With the default options, the function must send a request and read the response. Use
    /// <see cref="ConformanceOptions.Open"/> if the stream belongs to a connection that is already open.
    /// </param>
    public static Property OfClient(Func<Stream, Task> connect, ConformanceOptions? options = null) =>
        OfPeer(Role.Client, connect, options ?? ConformanceOptions.Default);

    /// <summary>
    /// Returns a property that checks whether a frame codec conforms to RFC 6455. The codec must encode the payload length in its shortest
    /// form, decode frames that arrive in pieces of any size, and reject frames with an invalid header. Rules about the order of frames and
    /// about the content of messages are not tested.
    /// </summary>
    /// <param name="encode">The function that encodes the given frame as bytes. The frame is always valid. The frame is masked if it has a
    /// key.</param>
    /// <param name="decoder">
    /// The function that creates a decoder for an endpoint with the given role. The decoder receives the bytes in pieces, returns the
    /// frames that each piece completes, and throws an exception for invalid bytes. Only FIN, the reserved bits, the opcode and the payload
    /// of the returned frames are compared.
    /// </param>
    /// <param name="options">
    /// The options, or null for the default options. Only <see cref="ConformanceOptions.IsStrict"/> and
    /// <see cref="ConformanceOptions.Ignores"/> are used.
    /// </param>
    public static Property OfCodec(
        Func<WireFrame, byte[]> encode,
        Func<Role, Func<byte[], IEnumerable<WireFrame>>> decoder,
        ConformanceOptions? options = null
    ) =>
        Prop.ForAll(
            Arb.From(CodecCase.Any, CodecCase.Shrink),
            one => Holds(one.Judge(encode, decoder), options ?? ConformanceOptions.Default)
        );

    private static Property OfPeer(Role peer, Func<Stream, Task> function, ConformanceOptions options)
    {
        var tester = peer == Role.Server ? Role.Client : Role.Server;
        var hasty = options with { Patience = options.Patience / ShrinkingHaste };
        // A shrunk conversation counts as failed only if its finding has the same section as the original finding and is at least as
        // severe. On a busy machine, a correct peer can exceed the shorter time limit for shrunk conversations. A finding about this time
        // limit must not replace the original finding.
        var sought = new ConditionalWeakTable<PeerConversation, ConformanceFinding>();
        return Prop.ForAll(
            Arb.From(PeerConversations.Of(tester, options), Shrink),
            conversation =>
            {
                var isShrunk = sought.TryGetValue(conversation, out var wanted);
                var finding = PeerJudge.Judge(conversation, peer, function, isShrunk ? hasty : options);
                if (!Fails(finding, options) || (isShrunk && !finding!.IsAsGrave(wanted!))) return true.ToProperty();
                sought.AddOrUpdate(conversation, finding!);
                return Holds(finding, options);
            }
        );

        // FsCheck shrinks a conversation only after the property has failed for this conversation, so the finding is known.
        IEnumerable<PeerConversation> Shrink(PeerConversation conversation) =>
            PeerConversations
                .Shrink(conversation)
                .Select(smaller =>
                {
                    if (sought.TryGetValue(conversation, out var finding)) sought.AddOrUpdate(smaller, finding);
                    return smaller;
                });
    }

    private static bool Fails(ConformanceFinding? finding, ConformanceOptions options) =>
        finding is not null && (finding.IsRequired || options.IsStrict) && !options.Ignores(finding);

    private static Property Holds(ConformanceFinding? finding, ConformanceOptions options) =>
        Fails(finding, options) ? false.Label(finding!.ToString()) : true.ToProperty();
}
