namespace Pure.WebSockets;

/// <summary>The result of a connection that has ended.</summary>
/// <param name="Ours">The close frame that this side sent, or None if this side sent no close frame.</param>
/// <param name="Theirs">The peer's close frame, or None if no close frame was received.</param>
/// <param name="First">The side that was the first to send a close frame, close the transport or fail the connection.</param>
/// <param name="Error">
/// The error that ended the connection, or None after a complete closing handshake. Examples are a rule that the peer broke, an answer that
/// did not arrive in time, and a transport that ended before the peer's close frame arrived.
/// </param>
public sealed record CloseResult(Option<CloseStatus> Ours, Option<CloseStatus> Theirs, Side First, Option<ProtocolError> Error)
{
    /// <summary>Whether the closing handshake was completed (RFC 6455 §7.1.4).</summary>
    public bool Clean => Error.IsNone && Ours.IsSome && Theirs.IsSome;

    /// <summary>
    /// The "WebSocket Connection Close Code" (RFC 6455 §7.1.5), which is the status code in the peer's close frame. The code is 1005 if the
    /// peer's close frame has no status code, and 1006 if no close frame was received. For this side's own close frame, see
    /// <see cref="Ours"/>. For the error that ended the connection, see <see cref="Error"/>.
    /// </summary>
    public int Code => Theirs.Map(status => status.Code).IfNone(CloseCode.AbnormalClosure);

    /// <inheritdoc/>
    public bool Equals(CloseResult? other) =>
        other is not null
        && ByContent.Same(Ours, other.Ours)
        && ByContent.Same(Theirs, other.Theirs)
        && First == other.First
        && ByContent.Same(Error, other.Error);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ByContent.Hash(Ours), ByContent.Hash(Theirs), First, ByContent.Hash(Error));
}

/// <summary>A side of the connection.</summary>
public enum Side : byte
{
    /// <summary>This side.</summary>
    Ours,

    /// <summary>The peer.</summary>
    Theirs,
}
