namespace Pure.WebSockets.Host;

/// <summary>
/// The cancellation token of a connection's receives. An application usually passes the same token to each receive, so a token stays
/// registered until a different token is passed. The connection's lock guards this struct. The struct is part of its connection and must
/// not be copied, because changes to a copy would be lost.
/// </summary>
internal struct ReceiveCancellation
{
    private CancellationTokenRegistration registration;
    private CancellationToken current;

    /// <summary>Uses the given token instead of the previous token to cancel receives.</summary>
    /// <param name="token">The token of the receive that begins to wait.</param>
    /// <param name="stopping">
    /// The host's token. This token is not registered, because a host that stops cancels the receives itself.
    /// </param>
    /// <param name="callback">The function that is called when the token is cancelled. Its arguments are the state and the token.</param>
    /// <param name="state">The argument of the callback.</param>
    public void Use(CancellationToken token, CancellationToken stopping, Action<object?, CancellationToken> callback, object state)
    {
        if (token == current) return;
        registration.Unregister();
        current = token;
        registration = token == stopping ? default : token.UnsafeRegister(callback, state);
    }

    /// <summary>Returns whether the given token currently cancels receives.</summary>
    public readonly bool IsCurrent(CancellationToken token) => current == token;

    /// <summary>Removes the registration of the token.</summary>
    public readonly void Unregister() => registration.Unregister();
}
