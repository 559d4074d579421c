using System.Security.Cryptography;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>A client's one connection, from its request to the last buffer.</summary>
internal sealed class ClientEnd : IConnectionOwner
{
    private const int NonceBytes = 16;

    private readonly WebSocketClientOptions options;
    private readonly WebSocketConnection connection;
    private readonly TaskCompletionSource<bool> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Timer? resting;

    private ClientEnd(WebSocketClientOptions options, Connection start, Transport transport, Buffers buffers)
    {
        this.options = options;
        connection = new WebSocketConnection(start, transport, options, buffers, this) { Request = RequestOf(start) };
    }

    /// <summary>The state before the request is sent.</summary>
    /// <exception cref="ArgumentException">The options ask for what cannot stand in a request; the message names it and the rule.</exception>
    public static Connection Before(UpgradeOffer offer, WebSocketClientOptions options) =>
        Connection.Client(offer, RandomNumberGenerator.GetBytes(NonceBytes), options.Protocol)
            .IfLeft(refusal => throw new ArgumentException($"The request cannot be made: {refusal}.", nameof(options)));

    /// <summary>Makes the opening handshake over a transport that is there. The transport is the connection's from here, whatever happens.</summary>
    public static Task<Either<ConnectFailure, WebSocketConnection>> OpenAsync(
        WebSocketClientOptions options, Connection start, Transport transport, Buffers buffers, CancellationToken cancellationToken) =>
        new ClientEnd(options, start, transport, buffers).OpenAsync(cancellationToken);

    Either<Rejection, Acceptance> IConnectionOwner.Answer(UpgradeRequest request) => throw new InvalidOperationException("A client is not asked.");

    void IConnectionOwner.Opened(WebSocketConnection connection)
    {
        connection.Hold();
        if (options.Rests && connection.Agreement.Compression.IsSome) resting = new Timer(_ => Rest(), state: null, options.RestAfter, options.RestAfter);
        opened.SetResult(true);
    }

    void IConnectionOwner.Disposed(WebSocketConnection connection) => connection.Release();

    void IConnectionOwner.Gone(WebSocketConnection connection) => opened.TrySetResult(false);

    void IConnectionOwner.Report(Exception exception) => options.Report(exception);

    private async Task<Either<ConnectFailure, WebSocketConnection>> OpenAsync(CancellationToken cancellationToken)
    {
        connection.Start();
        bool isOpen;
        await using (cancellationToken.UnsafeRegister(static dropped => ((WebSocketConnection)dropped!).Abort(), connection).ConfigureAwait(false))
            isOpen = await opened.Task.ConfigureAwait(false);

        if (cancellationToken.IsCancellationRequested)
        {
            connection.Abort();
            if (isOpen) await connection.DisposeAsync().ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }

        return isOpen ? connection : await FailureAsync().ConfigureAwait(false);
    }

    private async Task<ConnectFailure> FailureAsync()
    {
        var closure = await connection.Closed.ConfigureAwait(false);
        if (connection.RefusedBy is { } response) return new ConnectFailure.Refused(response);
        return connection.Expired == TimerKind.OpeningHandshake
            ? new ConnectFailure.TimedOut(ConnectStep.OpeningHandshake, options.Protocol.OpeningHandshakeTimeout)
            : new ConnectFailure.BadResponse(closure.Error.IfNone(() => throw new InvalidOperationException("A connection that did not open says why.")));
    }

    // Whoever forgets a connection leaves no timer behind: it ends with the protocol.
    private void Rest()
    {
        if (connection.State.Phase is Phase.Closed) resting?.Dispose();
        else connection.RestAfter(options.RestAfter);
    }

    private static UpgradeRequest RequestOf(Connection start) =>
        start.Phase is Phase.AwaitingResponse waiting
            ? ClientHandshake.Request(waiting.Offer, waiting.Nonce, Offers(start.Options)).MapLeft(refusal => refusal.ToString())
                .Bind(head => ServerHandshake.Check(head).MapLeft(error => error.Seen))
                .IfLeft(wrong => throw new InvalidOperationException(wrong))
            : throw new InvalidOperationException(start.Phase.ToString());

    private static Seq<DeflateOffer> Offers(ConnectionOptions options) => options.Compression.Map(compression => compression.Offers).IfNone(Seq<DeflateOffer>.Empty);
}
