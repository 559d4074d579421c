namespace Pure.WebSockets;

/// <summary>How a connection ended.</summary>
/// <param name="Ours">Our close frame. It is None if we sent no close frame.</param>
/// <param name="Theirs">The peer's close frame. It is None if no close frame was received.</param>
/// <param name="First">Which side sent the first close frame or ended the transport first.</param>
/// <param name="Error">
/// The broken rule, the peer's failure to answer, or the peer's end of the transport. It is None after a closing handshake.
/// </param>
public sealed record CloseResult(Option<CloseStatus> Ours, Option<CloseStatus> Theirs, Side First, Option<ProtocolError> Error)
{
    /// <summary>Whether the closing handshake was completed (RFC 6455 §7.1.4).</summary>
    public bool Clean => Error.IsNone && Ours.IsSome && Theirs.IsSome;

    /// <summary>
    /// "The WebSocket connection close code" (RFC 6455 §7.1.5): the code of the peer's close frame, 1005 if that frame had none, 1006 if no
    /// frame was received. <see cref="Ours"/> is the close frame that this side sent, and <see cref="Error"/> the reason why it failed the
    /// connection.
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
