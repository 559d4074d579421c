using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The generated conversations are not trivial. A law over conversations that never open, or never deliver a message, would prove nothing.
/// </summary>
public sealed class Distribution
{
    // A fixed seed, so that a share near its bound does not vary.
    private static readonly (Conversation Conversation, Told Told)[] Sample = Of(Conversations.Plain);

    private static readonly (Conversation Conversation, Told Told)[] Compressed = Of(CompressedConversations.Any);

    [Fact]
    public void The_sample_is_large_enough_to_speak_for_the_laws() => Assert.Equal(1000, Sample.Length);

    [Fact]
    public void At_least_two_fifths_of_the_conversations_deliver_a_message() => AtLeast(0.4, one => one.Told.Messages > 0);

    [Fact]
    public void At_least_a_fifth_begin_with_the_handshake_and_open() =>
        AtLeast(0.2, one => !one.Conversation.StartsOpen && one.Told.Effects.Exists(effect => effect is Effect.Opened));

    [Fact]
    public void At_least_a_tenth_open_by_the_handshake_and_deliver_a_message() =>
        AtLeast(0.1, one => !one.Conversation.StartsOpen && one.Told.Messages > 0);

    [Fact]
    public void At_least_a_fifth_fail() => AtLeast(0.2, one => one.Told.Failed);

    [Fact]
    public void At_least_a_fifth_are_open_at_the_end() => AtLeast(0.2, one => one.Told.State.Phase is Phase.Open);

    [Fact]
    public void Some_end_within_a_message_or_a_frame() =>
        AtLeast(0.015, one => one.Told.State.Receiving.MessageInProgress || one.Told.State.StepBuffer.UnconsumedInput.Length > 0);

    [Fact]
    public void Some_close_cleanly() => AtLeast(0.03, one => one.Told.State.Phase is Phase.Closed { Result.Clean: true });

    [Fact]
    public void Some_are_refused_something() => AtLeast(0.1, one => one.Told.Effects.Exists(effect => effect is Effect.Misused));

    [Fact]
    public void Each_rule_of_framing_is_broken_somewhere() =>
        Assert.Superset(
            new System.Collections.Generic.HashSet<string>(
                ["RFC 6455 §5.1", "RFC 6455 §5.2", "RFC 6455 §5.4", "RFC 6455 §5.5", "RFC 6455 §8.1", "RFC 6455 §10.4"],
                StringComparer.Ordinal
            ),
            Sample
                .SelectMany(one => one.Told.Effects.OfType<Effect.Failed>())
                .Select(failed => failed.Error.Rule)
                .ToHashSet(StringComparer.Ordinal)
        );

    [Fact]
    public void Half_of_those_with_compression_deliver_a_compressed_message() => AtLeast(0.5, one => Inflated(one) > 0, Compressed);

    [Fact]
    public void A_tenth_of_those_deliver_three_or_more() => AtLeast(0.1, one => Inflated(one) > 2, Compressed);

    [Fact]
    public void A_quarter_of_those_send_a_compressed_message() =>
        AtLeast(0.25, one => one.Told.Outputs.OfType<Output.Framed>().Any(output => output.Value.Rsv1), Compressed);

    [Fact]
    public void A_twentieth_of_those_fail_within_compressed_data() =>
        AtLeast(0.05, one => Failure(one).StartsWith("RFC 7692 §7.2.2", StringComparison.Ordinal), Compressed);

    [Fact]
    public void Some_of_those_fail_over_what_they_inflate_to() =>
        AtLeast(0.015, one => Failure(one).Contains("the decompressed message", StringComparison.Ordinal), Compressed);

    [Fact]
    public void Some_of_those_fail_over_text_that_was_compressed() =>
        AtLeast(0.02, one => Failure(one).StartsWith("RFC 6455 §8.1", StringComparison.Ordinal), Compressed);

    [Fact]
    public void Some_of_those_end_within_a_compressed_message() => AtLeast(0.03, one => one.Told.State.Receiving.Compressed, Compressed);

    [Fact]
    public void Compressed_messages_are_cut_within_each_part_of_a_block() =>
        Assert.Equal(
            Enum.GetValues<InflaterPhase>(),
            Compressed
                .SelectMany(one => StepRun.Steps(one.Conversation.Start, one.Conversation.CutInputs()))
                .Select(step => step.Transition.Next.Inflation?.State.Phase)
                .OfType<InflaterPhase>()
                .Distinct()
                .Order()
        );

    [Fact]
    public void Every_size_of_window_is_agreed_to_both_ways_with_takeover_and_without() =>
        Assert.Equal(
            2 * 2 * 8,
            Compressed
                .SelectMany(one => one.Conversation.Agreement.Compression)
                .SelectMany(agreed =>
                    new[]
                    {
                        (true, agreed.ClientNoContextTakeover, agreed.ClientMaxWindowBits),
                        (false, agreed.ServerNoContextTakeover, agreed.ServerMaxWindowBits),
                    }
                )
                .Distinct()
                .Count()
        );

    private static (Conversation Conversation, Told Told)[] Of(Gen<Conversation> conversations) =>
        conversations
            .Sample(1000, new Rnd(2024), 50)
            .Select(conversation => (conversation, StepRun.Of(conversation.Start, conversation.Inputs())))
            .ToArray();

    /// <summary>The number of complete compressed messages: the delivered messages whose first frame has RSV1, in order.</summary>
    private static int Inflated((Conversation Conversation, Told Told) one) =>
        one
            .Conversation.Moments.OfType<Moment.PeerFrame>()
            .Where(moment => moment.Frame.Opcode is 1 or 2)
            .Take(one.Told.Messages)
            .Count(moment => moment.Frame.Reserved == 4);

    private static string Failure((Conversation Conversation, Told Told) one) =>
        one.Told.Effects.OfType<Effect.Failed>().Select(failed => $"{failed.Error.Rule} {failed.Error.Seen}").FirstOrDefault("");

    private static void AtLeast(
        double part,
        Func<(Conversation Conversation, Told Told), bool> predicate,
        (Conversation Conversation, Told Told)[]? sample = null
    )
    {
        var share = (double)(sample ?? Sample).Count(predicate) / (sample ?? Sample).Length;
        Assert.True(share >= part, $"{share:P1} of the conversations, at least {part:P0} expected");
    }
}
