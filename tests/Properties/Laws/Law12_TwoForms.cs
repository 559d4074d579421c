namespace Pure.WebSockets.Properties;

/// <summary>Law 12: folding the kernel by hand and calling Step give the same results, after messages are joined.</summary>
public sealed class Law12_TwoForms
{
    [Property]
    public void Folding_the_kernel_by_hand_tells_what_Step_tells(Conversation conversation) =>
        Assert.Equal(
            StepRun.Of(conversation.Start, conversation.CutInputs()),
            KernelRun.Of(conversation.Start, conversation.CutInputs(), conversation.Lent)
        );

    [Property]
    public void They_tell_the_same_of_the_opening_handshake(Opening opening) =>
        Folding_the_kernel_by_hand_tells_what_Step_tells(opening.Conversation);

    [Property]
    public void They_tell_the_same_at_every_limit(LimitEdge edge) => Folding_the_kernel_by_hand_tells_what_Step_tells(edge.Conversation);
}
