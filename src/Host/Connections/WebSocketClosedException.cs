namespace Pure.WebSockets.Host;

/// <summary>
/// The exception that a send, a ping or a pong throws if a close frame has already been sent or the connection is closed. A ping that waits
/// for its pong throws this exception when the connection ends. A receive throws this
/// exception only if the connection ends within a message that is received in pieces (<see cref="Delivery.Pieces"/>).
/// <see cref="WebSocketServer"/>.AcceptAsync throws it if the connection ends before it opens.
/// </summary>
public sealed class WebSocketClosedException : IOException
{
    /// <summary>Creates an exception for the end of a connection.</summary>
    /// <param name="closeResult">How the connection ended.</param>
    public WebSocketClosedException(CloseResult closeResult)
        : base($"The connection is closed: {Describe(closeResult ?? throw new ArgumentNullException(nameof(closeResult)))}.") =>
        CloseResult = closeResult;

    internal WebSocketClosedException(WebSocketConnection connection, CloseResult closeResult)
        : this(closeResult) => Connection = connection;

    /// <summary>
    /// How the connection ended, or how far its closing handshake has progressed. If <see cref="CloseResult.Theirs"/> is None, no close
    /// frame has arrived from the peer.
    /// </summary>
    public CloseResult CloseResult { get; }

    /// <summary>
    /// The status code in the peer's close frame: 1005 if that frame has no status code, and 1006 if no close frame was received (RFC 6455
    /// §7.1.5).
    /// </summary>
    public int Code => CloseResult.Code;

    /// <summary>The reason in the peer's close frame. Empty if no close frame was received or it has no reason.</summary>
    public string Reason => CloseResult.Theirs.Map(static status => status.Reason).IfNone("");

    /// <summary>
    /// The section of the RFC whose rule was broken or whose time limit elapsed, such as "RFC 6455 §5.1". Null if the connection ended
    /// without an error.
    /// </summary>
    public string? Rule => CloseResult.Error.Case is ProtocolError error ? error.Rule : null;

    /// <summary>The connection whose call threw the exception, or null if the connection did not open.</summary>
    internal WebSocketConnection? Connection { get; }

    private static string Describe(CloseResult closure) =>
        closure
            .Error.Map(error => error.ToString())
            .IfNone(() =>
                $"this end sent {closure.Ours.Map(status => status.ToString()).IfNone("no close frame")}, and the peer sent "
                    + $"{closure.Theirs.Map(status => status.ToString()).IfNone("no close frame")}"
            );
}
