namespace Pure.WebSockets;

/// <summary>How a connection ended, told whole.</summary>
/// <param name="Ours">What our close frame said; none when none was sent.</param>
/// <param name="Theirs">What the peer's close frame said; none when none came.</param>
/// <param name="First">Whose close frame, or whose ending of the transport, came first.</param>
/// <param name="Error">The rule that was broken, by the peer's bytes, its silence or its leaving; none after a closing handshake.</param>
public sealed record Closure(Option<CloseStatus> Ours, Option<CloseStatus> Theirs, Side First, Option<ProtocolError> Error)
{
    /// <summary>Whether the closing handshake was completed (RFC 6455 §7.1.4).</summary>
    public bool Clean => Error.IsNone && Ours.IsSome && Theirs.IsSome;

    /// <summary>
    /// "The WebSocket connection close code" (RFC 6455 §7.1.5): the peer's, 1005 when its frame had none, 1006 when no frame came. What
    /// this side sent is <see cref="Ours"/>; why it failed the connection, <see cref="Error"/>.
    /// </summary>
    public int Code => Theirs.Map(status => status.Code).IfNone(CloseCode.AbnormalClosure);

    /// <inheritdoc/>
    public bool Equals(Closure? other) =>
        other is not null
        && ByContent.Same(Ours, other.Ours)
        && ByContent.Same(Theirs, other.Theirs)
        && First == other.First
        && ByContent.Same(Error, other.Error);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ByContent.Hash(Ours), ByContent.Hash(Theirs), First, ByContent.Hash(Error));
}

/// <summary>One end of the connection or the other.</summary>
public enum Side : byte
{
    /// <summary>This end.</summary>
    Ours,

    /// <summary>The peer.</summary>
    Theirs,
}
