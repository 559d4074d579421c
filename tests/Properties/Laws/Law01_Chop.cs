namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 1: the result of a drained run does not depend on how the input bytes are cut, or on the sizes of lent memory. The result is the
/// outputs, the complete messages, the failure (code and rule), the last setting of the timer, and the content of the final state.
/// </summary>
public sealed class Law01_Chop
{
    [Property]
    public void However_the_bytes_are_cut_a_run_tells_the_same(Conversation conversation) =>
        Assert.Equal(StepRun.Of(conversation.Start, conversation.Inputs()), StepRun.Of(conversation.Start, conversation.CutInputs()));

    [Property]
    public void However_the_heads_of_the_handshake_are_cut_a_run_tells_the_same(Opening opening) =>
        However_the_bytes_are_cut_a_run_tells_the_same(opening.Conversation);

    [Property]
    public void However_what_stands_at_a_limit_is_cut_a_run_tells_the_same(LimitEdge edge) =>
        However_the_bytes_are_cut_a_run_tells_the_same(edge.Conversation);

    [Property]
    public void Wherever_the_bytes_stop_the_state_is_the_same_however_they_came(Conversation conversation, int place)
    {
        // A partly received message is a value too, in the middle of a block, of a match, or of a code point.
        var stopped = conversation.StoppedAt((int)((uint)place % 400));
        var expected = StepRun.Of(stopped.Start, stopped.Inputs());
        Assert.Equal(expected, StepRun.Of(stopped.Start, stopped.CutInputs()));
        Assert.Equal(expected, KernelRun.Of(stopped.Start, stopped.Inputs(), stopped.Lent));
    }

    [Property]
    public void Memory_is_charged_by_bytes_and_fragments_never_by_cuts(Conversation conversation, int place)
    {
        var stopped = conversation.StoppedAt((int)((uint)place % 400));
        var (whole, cut) = (StepRun.Of(stopped.Start, stopped.Inputs()).State, StepRun.Of(stopped.Start, stopped.CutInputs()).State);
        Assert.InRange(Reach.Of(cut, typeof(ConnectionOptions)), 0, (2 * Reach.Of(whole, typeof(ConnectionOptions))) + 4096);
    }

    [Property]
    public void Whatever_memory_is_lent_a_run_tells_the_same(Conversation conversation) =>
        Assert.Equal(
            KernelRun.Of(conversation.Start, conversation.Inputs(), lent: 70_000),
            KernelRun.Of(conversation.Start, conversation.CutInputs(), conversation.Lent)
        );
}
