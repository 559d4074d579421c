namespace Pure.WebSockets.Host;

/// <summary>A pause of the loop: it reads on when there is room, or when the application has answered what it received.</summary>
internal sealed class ReadPause() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Whether it ends only with the application's answer, or when the connection leaves the open state otherwise.</summary>
    public bool ForAnswer { get; init; }

    /// <summary>With <see cref="ForAnswer"/>, whether the end of the input takes effect after it; else the next input does.</summary>
    public bool AtEnd { get; init; }

    /// <summary>With <see cref="ForAnswer"/>, ends it at the latest.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>Lets the loop read on.</summary>
    public void End()
    {
        Deadline?.Dispose();
        SetResult();
    }
}
