namespace Pure.WebSockets.Conformance;

/// <summary>
/// Opens the connections for learning. A server may reject a connection for a short time, or reset it, so an opening that fails is repeated
/// after a pause. Several workers can use the same instance concurrently.
/// </summary>
/// <param name="settings">The settings, which contain the pauses.</param>
/// <param name="stop">The token that ends a pause.</param>
internal sealed class LearnOpenings(LearnSettings settings, CancellationToken stop)
{
    private long repeated;
    private string? example;

    /// <summary>The number of openings that failed and were repeated.</summary>
    public long Repeated => Interlocked.Read(ref repeated);

    /// <summary>The reason for the first failure, or null if no opening has failed.</summary>
    public string? Example => Volatile.Read(ref example);

    /// <summary>The function that is called with the reason for the first failure, on the thread of the worker.</summary>
    public Action<string> OnFirst { get; init; } = _ => { };

    /// <summary>Opens a connection. If that fails, tries again after each of the pauses of the settings.</summary>
    /// <param name="target">The peer.</param>
    /// <param name="wait">The time limit for the peer's answers.</param>
    /// <exception cref="LearnOpeningException">The peer did not open the connection in any attempt.</exception>
    /// <exception cref="PeerUnreachableException">The peer could not be reached in the last attempt.</exception>
    /// <exception cref="OperationCanceledException">The session was stopped during a pause.</exception>
    public LearnConversation Open(FuzzTarget target, TimeSpan wait)
    {
        var pauses = settings.OpeningPauses;
        for (var attempt = 0; attempt < pauses.Length; attempt++)
        {
            try
            {
                return LearnConversation.Open(target, settings.Tester, wait);
            }
            catch (Exception error) when (error is LearnOpeningException or PeerUnreachableException { IsRefusal: false })
            {
                Report(error is LearnOpeningException refused ? refused.Why : error.Message);
            }

            if (stop.WaitHandle.WaitOne(pauses[attempt])) throw new OperationCanceledException(stop);
        }

        try
        {
            return LearnConversation.Open(target, settings.Tester, wait);
        }
        catch (LearnOpeningException error) when (pauses.Length > 0)
        {
            throw new LearnOpeningException(error.Why, pauses.Length + 1);
        }
        catch (PeerUnreachableException error) when (pauses.Length > 0 && !error.IsRefusal)
        {
            throw new PeerUnreachableException(
                FormattableString.Invariant($"{error.Message} ({CountText.Of(pauses.Length + 1, "attempt")})"),
                error.InnerException!
            );
        }
    }

    private void Report(string why)
    {
        Interlocked.Increment(ref repeated);
        if (Interlocked.CompareExchange(ref example, why, null) is null) OnFirst(why);
    }
}

/// <summary>The exception that is thrown if the peer did not open a connection in any attempt.</summary>
/// <param name="why">The reason in the last attempt.</param>
/// <param name="attempts">The number of attempts.</param>
internal sealed class LearnOpeningException(string why, int attempts = 1)
    : Exception($"the connection did not open{(attempts == 1 ? "" : $" in {CountText.Of(attempts, "attempt")}")}: {why}")
{
    /// <summary>The reason in the last attempt.</summary>
    public string Why => why;
}
