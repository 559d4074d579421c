using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>A law over conversations that never open, or never deliver, would say nothing: these are not trivial.</summary>
public sealed class Distribution
{
    // A seed of its own, so that a share near its bound does not come and go.
    private static readonly (Conversation Conversation, Told Told)[] Sample =
        Conversations.Any.Sample(1000, new Rnd(2024), 50).Select(conversation => (conversation, StepRun.Of(conversation.Start, conversation.Inputs()))).ToArray();

    [Fact]
    public void The_sample_is_large_enough_to_speak_for_the_laws() => Assert.Equal(1000, Sample.Length);

    [Fact]
    public void At_least_two_fifths_of_the_conversations_deliver_a_message() => AtLeast(0.4, one => one.Told.Messages > 0);

    [Fact]
    public void At_least_a_fifth_begin_with_the_handshake_and_open() => AtLeast(0.2, one => !one.Conversation.Opened && one.Told.Effects.Exists(effect => effect is Effect.Opened));

    [Fact]
    public void At_least_a_tenth_open_by_the_handshake_and_deliver_a_message() => AtLeast(0.1, one => !one.Conversation.Opened && one.Told.Messages > 0);

    [Fact]
    public void At_least_a_fifth_fail() => AtLeast(0.2, one => one.Told.Failed);

    [Fact]
    public void At_least_a_fifth_are_open_at_the_end() => AtLeast(0.2, one => one.Told.State.Phase is Phase.Open);

    [Fact]
    public void Some_end_within_a_message_or_a_frame() => AtLeast(0.02, one => one.Told.State.Receiving.MessageUnderWay || one.Told.State.Held.Rest.Length > 0);

    [Fact]
    public void Some_close_cleanly() => AtLeast(0.03, one => one.Told.State.Phase is Phase.Closed { Closure.Clean: true });

    [Fact]
    public void Some_are_refused_something() => AtLeast(0.1, one => one.Told.Effects.Exists(effect => effect is Effect.Refused));

    [Fact]
    public void Each_rule_of_framing_is_broken_somewhere() =>
        Assert.Superset(
            new System.Collections.Generic.HashSet<string>(["RFC 6455 §5.1", "RFC 6455 §5.2", "RFC 6455 §5.4", "RFC 6455 §5.5", "RFC 6455 §8.1", "RFC 6455 §10.4"], StringComparer.Ordinal),
            Sample.SelectMany(one => one.Told.Effects.OfType<Effect.Failed>()).Select(failed => failed.Error.Rule).ToHashSet(StringComparer.Ordinal));

    private static void AtLeast(double part, Func<(Conversation Conversation, Told Told), bool> predicate)
    {
        var share = (double)Sample.Count(predicate) / Sample.Length;
        Assert.True(share >= part, $"{share:P1} of the conversations, at least {part:P0} expected");
    }
}
