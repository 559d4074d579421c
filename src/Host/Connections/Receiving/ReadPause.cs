namespace Pure.WebSockets.Host;

/// <summary>
/// A pause during which the loop does not read. The loop reads on when there is room for more input, or when the application has answered
/// the received messages.
/// </summary>
internal sealed class ReadPause() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>
    /// Whether the loop waits for the application's answer. A pause for an answer ends only when the connection is no longer open, because
    /// of the answer or for another reason.
    /// </summary>
    public bool ForAnswer { get; init; }

    /// <summary>
    /// Whether the end of the input takes effect after a pause with <see cref="ForAnswer"/>. If this property is false, the next input
    /// takes effect after the pause.
    /// </summary>
    public bool AtEnd { get; init; }

    /// <summary>The timer that ends a pause with <see cref="ForAnswer"/> if the application does not answer in time.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>Lets the loop read on.</summary>
    public void End()
    {
        Deadline?.Dispose();
        SetResult();
    }
}
