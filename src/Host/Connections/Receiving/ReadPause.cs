namespace Pure.WebSockets.Host;

/// <summary>
/// A pause during which the loop does not read. The loop continues reading when there is free space for more input. In a pause for an
/// answer, the loop continues when the application has answered the received messages or the time limit has passed.
/// </summary>
internal sealed class ReadPause() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>
    /// Whether the pause delays the end of the connection until the application has answered the received messages or the time limit has
    /// passed. After that, the delayed input is processed. The pause ends when the connection is no longer open.
    /// </summary>
    public bool ForAnswer { get; init; }

    /// <summary>
    /// In a pause for an answer, whether the pause delays the end of the input. If the value is false, the pause delays input that has
    /// already been received, such as a close frame.
    /// </summary>
    public bool AtEnd { get; init; }

    /// <summary>The timer that ends the pause if the application does not answer in time.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>Ends the pause, so that the loop continues reading.</summary>
    public void End()
    {
        Deadline?.Dispose();
        SetResult();
    }
}
