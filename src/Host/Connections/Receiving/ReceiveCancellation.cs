namespace Pure.WebSockets.Host;

/// <summary>
/// The cancellation of receives. An application passes the same token again and again, so a token stays registered until another one is
/// passed. Guarded by the connection's lock. A part of its connection: never copied.
/// </summary>
internal struct ReceiveCancellation
{
    private CancellationTokenRegistration registration;
    private CancellationToken current;

    /// <summary>Makes the token the one that cancels receives.</summary>
    /// <param name="token">The token of the receive that begins to wait.</param>
    /// <param name="stopping">The host's token, which needs no registration: the host itself cancels the receives.</param>
    /// <param name="callback">Called when the token is cancelled.</param>
    /// <param name="state">The argument of the callback.</param>
    public void Use(CancellationToken token, CancellationToken stopping, Action<object?, CancellationToken> callback, object state)
    {
        if (token == current) return;
        registration.Unregister();
        current = token;
        registration = token == stopping ? default : token.UnsafeRegister(callback, state);
    }

    /// <summary>Returns whether the token is the one that cancels receives.</summary>
    public readonly bool IsCurrent(CancellationToken token) => current == token;

    /// <summary>Removes the registration.</summary>
    public readonly void Unregister() => registration.Unregister();
}
