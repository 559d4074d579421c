namespace Pure.WebSockets.Host;

/// <summary>
/// A pause of the loop. The loop reads on when there is room, or when the application has answered the messages that it received.
/// </summary>
internal sealed class ReadPause() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>
    /// Whether the pause ends only with the application's answer, or when the connection leaves the open state for another reason.
    /// </summary>
    public bool ForAnswer { get; init; }

    /// <summary>
    /// With <see cref="ForAnswer"/>, whether the end of the input takes effect after the pause. If not, the next input takes effect.
    /// </summary>
    public bool AtEnd { get; init; }

    /// <summary>With <see cref="ForAnswer"/>, the timer that ends the pause at the latest.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>Lets the loop read on.</summary>
    public void End()
    {
        Deadline?.Dispose();
        SetResult();
    }
}
