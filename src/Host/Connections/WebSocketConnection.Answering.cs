namespace Pure.WebSockets.Host;

/// <content>
/// Answers before ends: the application gets to answer what came before a close frame, a violation or the end of the input.
/// It has answered when it asks for the next message, or is done with the connection.
/// </content>
public sealed partial class WebSocketConnection
{
    // Whether the application has asked for a message at all: before that it may have something to say first.
    private bool asked;

    /// <summary>
    /// Whether the application may still answer what came: it has not asked for a message yet, it has one in hand, or messages wait for it.
    /// Under the lock.
    /// </summary>
    private bool OwesAnswer => !inbox.Discarding && options.AnswerTime > TimeSpan.Zero && (!asked || inbox.HasUnanswered);

    /// <summary>
    /// Whether this result of the kernel has to wait for the application's answer: it would leave the open state.
    /// The kernel is pure, so a result that nobody takes over never was. Under the lock.
    /// </summary>
    private bool MustWait(in Progress progress) =>
        !ReferenceEquals(progress.Next, state) && state.Phase is Phase.Open && progress.Next.Phase is not Phase.Open && OwesAnswer;

    /// <summary>
    /// The loop waits from here until the application has answered, for at most <see cref="HostOptions.AnswerTime"/>. Under the lock.
    /// </summary>
    /// <param name="atEnd">Whether what takes effect then is the end of the input, and not what comes next in it.</param>
    private void AwaitAnswer(bool atEnd)
    {
        inbox.RestButForLent();
        input.Shrink(buffers);
        var waiting = new Pause { ForAnswer = true, AtEnd = atEnd };
        pause = waiting;
        waiting.Deadline = options.Time.CreateTimer(
            static call => ((Action)call!)(), () => AnswerIsOverdue(waiting), Timeouts.Clamp(options.AnswerTime), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The input has ended. Whether that has to wait for the application's answer; then the loop waits as for room.</summary>
    private bool EndMustWait()
    {
        lock (gate)
        {
            if (state.Phase is not Phase.Open || !OwesAnswer) return false;
            AwaitAnswer(atEnd: true);
            return true;
        }
    }

    /// <summary>
    /// The application has answered, or its time is over: what waited for that takes effect.
    /// The loop, which goes on by it, writes what there is to write. Under the lock.
    /// </summary>
    private void TakeEffect()
    {
        if (pause is not { ForAnswer: true } waiting || state.Phase is not Phase.Open) return;
        if (waiting.AtEnd)
        {
            Apply(Kernel.EndOfStream(state));
            return;
        }

        // With the memory that was lent when it was found to wait, it comes at once.
        // What nobody takes any more is lent less, and may come in pieces.
        Progress progress;
        do
        {
            var bytes = input.Bytes;
            progress = Kernel.Receive(state, bytes, Lend(bytes));
            input.Consume(progress.Consumed);
            Receive(progress);
        }
        while (state.Phase is Phase.Open && (progress.Consumed > 0 || progress.More));
    }

    private void AnswerIsOverdue(Pause waiting)
    {
        lock (gate)
        {
            if (ReferenceEquals(pause, waiting)) TakeEffect();
        }
    }

    /// <summary>The loop's wait: for room, or for the application's answer.</summary>
    private sealed class Pause() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        /// <summary>Whether it ends only with the answer, or when the connection leaves the open state otherwise.</summary>
        public bool ForAnswer { get; init; }

        /// <summary>Whether the input has ended.</summary>
        public bool AtEnd { get; init; }

        /// <summary>What ends it at the latest, where it is for an answer.</summary>
        public ITimer? Deadline { get; set; }
    }
}
