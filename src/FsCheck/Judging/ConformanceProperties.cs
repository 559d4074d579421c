using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Ready properties for any WebSocket implementation: generated conversations, judged by the model of Pure.WebSockets.Conformance. The
/// model knows at each moment what the RFCs require and what they allow, and shares no code with an implementation. A property that fails
/// shows the shortest conversation that was found, as frames, and the rule that was broken, with its section.
/// </summary>
/// <remarks>
/// A property is a value of FsCheck. Return it from a test with FsCheck's <c>[Property]</c> for xunit or NUnit, or pass it to
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
    /// A server conforms. The function is called for each conversation with the stream of a new connection. It must send every message
    /// back, and return when the connection is over. It need not close the stream, and it may throw on invalid input.
    /// </summary>
    /// <param name="serve">The server.</param>
    /// <param name="options">
    /// The options, or null for the default ones, with which the function answers the opening handshake. Use
    /// <see cref="ConformanceOptions.Open"/> for a server whose stream is an open connection.
    /// </param>
    public static Property OfServer(Func<Stream, Task> serve, ConformanceOptions? options = null) =>
        OfPeer(Role.Server, serve, options ?? ConformanceOptions.Default);

    /// <summary>
    /// A client conforms. The function is called for each conversation with the stream of a new connection. It must send every message
    /// back, and return when the connection is over. It need not close the stream, and it may throw on invalid input.
    /// </summary>
    /// <param name="connect">The client.</param>
    /// <param name="options">
    /// The options, or null for the default ones, with which the function sends a request and reads the response. Use
    /// <see cref="ConformanceOptions.Open"/> for a client whose stream is an open connection.
    /// </param>
    public static Property OfClient(Func<Stream, Task> connect, ConformanceOptions? options = null) =>
        OfPeer(Role.Client, connect, options ?? ConformanceOptions.Default);

    /// <summary>
    /// A codec of frames conforms: it encodes frames in their shortest form, decodes them again whatever the cuts, and rejects frames with
    /// an invalid header. Rules about several frames and about the content of messages are not tested.
    /// </summary>
    /// <param name="encode">Returns the bytes of a valid frame. The frame is masked if it has a key.</param>
    /// <param name="decoder">
    /// Returns a new decoder for an endpoint of a role. The decoder gets the bytes from the network in pieces, and returns the frames that
    /// each piece completes. It throws an exception for invalid bytes. Of a returned frame, FIN, reserved bits, opcode and payload count.
    /// </param>
    /// <param name="options">The options, of which only <see cref="ConformanceOptions.IsStrict"/> and
    /// <see cref="ConformanceOptions.Ignores"/> are used, or null for the default ones.</param>
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
        // The finding that a shrunk conversation must show. A busy machine may be slower than a hasty tester waits, and the finding that
        // results from it must not take the place of the first one.
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

        // FsCheck shrinks a conversation only after the property has failed for it.
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
