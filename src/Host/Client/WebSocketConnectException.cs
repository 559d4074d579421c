namespace Pure.WebSockets.Host;

/// <summary>
/// The exception that <see cref="WebSocketClient"/> throws if it cannot connect. All resources of the attempt have been freed. The message
/// is the message of <see cref="Failure"/>.
/// </summary>
public sealed class WebSocketConnectException : IOException
{
    /// <summary>Creates an exception for a failure.</summary>
    /// <param name="failure">The reason why the client could not connect.</param>
    public WebSocketConnectException(ConnectFailure failure)
        : base((failure ?? throw new ArgumentNullException(nameof(failure))).Message) => Failure = failure;

    /// <summary>The reason why the client could not connect.</summary>
    public ConnectFailure Failure { get; }

    /// <summary>
    /// The HTTP response that rejected the request of the client or the tunnel through a proxy, or that redirected the client. Null if the
    /// attempt failed in another way.
    /// </summary>
    public RejectedResponse? Response => Failure switch
    {
        ConnectFailure.Rejected(var response) => response,
        ConnectFailure.RedirectFailed(_, var response, _) => response,
        ConnectFailure.ProxyRefused(_, var response) => response,
        _ => null,
    };
}
