namespace Pure.WebSockets.Host;

/// <summary>
/// A pause in the reading of the loop. The loop reads on when the limits allow more input, or when the application has answered the
/// received messages.
/// </summary>
internal sealed class ReadPause() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>
    /// Whether the loop waits for the application's answer. Such a pause ends only when the connection leaves the open state, after the
    /// answer or for another reason.
    /// </summary>
    public bool ForAnswer { get; init; }

    /// <summary>
    /// Whether the end of the input takes effect after a pause with <see cref="ForAnswer"/>. If the value is false, the next input takes
    /// effect instead.
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
