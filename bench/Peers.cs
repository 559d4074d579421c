using System.Net.WebSockets;
using LanguageExt;

namespace Pure.WebSockets.Bench;

/// <summary>Creates open ends of connections of both implementations, and checks what they deliver.</summary>
internal static class Peers
{
    private static readonly ConnectionOptions Takeover = ConnectionOptions.Default with { Compression = CompressionOptions.Default };

    private static readonly ConnectionOptions NoTakeover = ConnectionOptions.Default with
    {
        Compression = CompressionOptions.Default with { ServerNoContextTakeover = true, ClientNoContextTakeover = true },
    };

    public static Connection Ours(Role role) => Connection.CreateOpen(role, Agreement.Plain, ConnectionOptions.Default);

    /// <summary>
    /// Permessage-deflate (RFC 7692) with the largest windows, agreed in an opening handshake. All connections share the options, as in a
    /// server.
    /// </summary>
    public static Connection Ours(Role role, bool contextTakeover)
    {
        var options = contextTakeover ? Takeover : NoTakeover;
        var extensions = options
            .Compression.ToSeq()
            .Bind(policy =>
                DeflateNegotiation
                    .Accept(DeflateNegotiation.Offer(policy.Offers.ToSeq()), policy)
                    .Map(agreed => agreed.Answer)
                    .ToSeq()
            );
        return Connection.CreateOpen(role, Agreement.Plain with { Extensions = extensions.Strict() }, options);
    }

    /// <summary>No keep-alive, so that no timer runs during the measurement.</summary>
    public static WebSocket Rival(Role role, Stream stream) =>
        WebSocket.CreateFromStream(stream, role == Role.Server, subProtocol: null, keepAliveInterval: TimeSpan.Zero);

    /// <summary>Permessage-deflate with the largest windows.</summary>
    public static WebSocket Rival(Role role, Stream stream, bool contextTakeover) =>
        WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions
            {
                IsServer = role == Role.Server,
                KeepAliveInterval = TimeSpan.Zero,
                DangerousDeflateOptions = new WebSocketDeflateOptions
                {
                    ServerContextTakeover = contextTakeover,
                    ClientContextTakeover = contextTakeover,
                },
            }
        );

    /// <summary>The payloads that our end delivers from the given bytes.</summary>
    public static byte[] DeliveredByOurs(Role role, byte[] wire) =>
        [
            .. Protocol
                .Run(Ours(role), new Input.Received(wire), static _ => [])
                .Effects.OfType<Effect.Message>()
                .SelectMany(message => message.Data.ToArray()),
        ];

    /// <summary>The payloads that the rival's end delivers from the given bytes.</summary>
    public static byte[] DeliveredByRival(Role role, byte[] wire, int messages)
    {
        var rival = Rival(role, new RepeatingStream(wire));
        var delivered = new MemoryStream();
        var lent = new byte[wire.Length];
        for (var message = 0; message < messages; message++)
        {
            var result = Completed.Result(rival.ReceiveAsync(lent.AsMemory(), CancellationToken.None));
            delivered.Write(lent, 0, result.Count);
        }

        return delivered.ToArray();
    }
}
