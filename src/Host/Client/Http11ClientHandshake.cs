using System.Security.Cryptography;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Performs the client's opening handshake over HTTP/1.1 on a connected transport.</summary>
internal static class Http11ClientHandshake
{
    private const int NonceBytes = 16;

    /// <summary>Creates the initial state of a connection, before the request is sent.</summary>
    /// <exception cref="ArgumentException">
    /// An option has a value that is not allowed in a request. The exception's message names the option and the rule.
    /// </exception>
    public static Connection CreateConnection(UpgradeOffer offer, WebSocketClientOptions options) =>
        Connection.Client(offer, RandomNumberGenerator.GetBytes(NonceBytes), options.Protocol)
            .IfLeft(refusal => throw new ArgumentException($"The upgrade request is invalid: {refusal}.", nameof(options)));

    /// <summary>Performs the opening handshake. The method takes ownership of the transport and frees it if the handshake fails.</summary>
    public static async Task<Either<ConnectFailure, WebSocketConnection>> OpenAsync(
        WebSocketClientOptions options, Connection start, Transport transport, BufferPool buffers, CancellationToken cancellationToken)
    {
        var end = new StandaloneConnection(options, NotAsked, start, transport, buffers);
        end.Connection.Request = RequestOf(start);
        return await end.OpenAsync(cancellationToken).ConfigureAwait(false)
            ? end.Connection
            : await FailureAsync(end.Connection, options).ConfigureAwait(false);
    }

    public static ValueTask<Either<Rejection, Acceptance>> NotAsked(WebSocketConnection connection, UpgradeRequest request) =>
        throw new InvalidOperationException("A client receives no upgrade request.");

    private static async Task<ConnectFailure> FailureAsync(WebSocketConnection connection, WebSocketClientOptions options)
    {
        var closure = await connection.Closed.ConfigureAwait(false);
        if (connection.RefusedBy is { } response) return new ConnectFailure.Rejected(response);
        return connection.Expired == TimerKind.OpeningHandshake
            ? new ConnectFailure.TimedOut(ConnectStep.OpeningHandshake, options.Protocol.OpeningHandshakeTimeout)
            : new ConnectFailure.BadResponse(
                closure.Error.IfNone(() => throw new InvalidOperationException("A connection that did not open has an error."))
            );
    }

    private static UpgradeRequest RequestOf(Connection start) =>
        start.Phase is Phase.AwaitingResponse waiting
            ? ClientHandshake.Request(waiting.Offer, waiting.Nonce, Offers(start.Options)).MapLeft(refusal => refusal.ToString())
                .Bind(head => ServerHandshake.Check(head).MapLeft(error => error.Seen))
                .IfLeft(wrong => throw new InvalidOperationException(wrong))
            : throw new InvalidOperationException(start.Phase.ToString());

    /// <summary>Returns the offers of permessage-deflate in the options, or an empty sequence if compression is disabled.</summary>
    public static Seq<DeflateOffer> Offers(ConnectionOptions options) =>
        options.Compression.Map(compression => compression.Offers.AsSeq()).IfNone(Seq<DeflateOffer>.Empty);
}
