using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 13: the conversation of an application that answers each effect does not depend on how the input was cut, in both forms. If a
/// message and a close frame arrive in one read, the answer to the message is not lost.
/// </summary>
public sealed class Law13_Answers
{
    [Property]
    public void However_the_bytes_are_cut_and_in_either_form_the_conversation_is_the_same(Conversation conversation, int manners)
    {
        var (start, whole, cut) = (conversation.Start, conversation.Inputs(), conversation.CutInputs());
        var expected = AnsweredRun.ByStep(start, cut, Asked());
        Same(expected, AnsweredRun.ByStep(start, whole, Asked()));
        Same(expected, KernelRun.Answered(start, whole, lent: 70_000, Asked()));
        Same(expected, KernelRun.Answered(start, cut, conversation.Lent, Asked()));
        Same(Sorted(expected), AnsweredRun.ByRun(start, whole, Asked()));
        Same(Sorted(expected), AnsweredRun.ByRun(start, cut, Asked()));

        Application Asked() => new(manners, conversation.Options);

        void Same(Answered first, Answered second)
        {
            Assert.Equal(first.All, second.All);
            Assert.Equal(first.Timer, second.Timer);

            // Different cuts leave a different carry and a different context.
            if (Asked().Streams) Assert.Equal(first.State.Phase, second.State.Phase);
            else Assert.Equal(first.State, second.State);
        }
    }

    [Property]
    public void So_it_is_within_the_opening_handshake(Opening opening, int manners) =>
        However_the_bytes_are_cut_and_in_either_form_the_conversation_is_the_same(opening.Conversation, manners);

    [Property]
    public void So_it_is_at_every_limit(LimitEdge edge, int manners) =>
        However_the_bytes_are_cut_and_in_either_form_the_conversation_is_the_same(edge.Conversation, manners);

    [Fact]
    public void A_law_that_is_kept_by_many_answers() =>
        Assert.InRange(
            Conversations
                .Any.Sample(300, new Rnd(7), 50)
                .Count(conversation =>
                    AnsweredRun
                        .ByStep(conversation.Start, conversation.Inputs(), new Application(manners: 4, conversation.Options))
                        .Heard.Count(heard => heard is Effect.Message) > 1
                ),
            100,
            300);

    /// <summary>The bytes for the peer, then the effects for the application.</summary>
    private static Answered Sorted(Answered answered) =>
        answered with { All = Seq.create<object>([.. answered.All.Where(one => one is not Effect), .. answered.Told]) };
}
