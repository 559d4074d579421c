using System.IO.Compression;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests the generator of conversations, and the code with which the model reads UTF-8 and DEFLATE.</summary>
public sealed class GeneratorTests
{
    private const int Conversations = 2000;

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_same_seed_gives_the_same_conversations(Role tester)
    {
        var first = Enumerable.Range(0, 200).Select(number => Words(1, number, tester)).ToArray();
        Assert.Equal(first, Enumerable.Range(0, 200).Reverse().Select(number => Words(1, number, tester)).Reverse());
        Assert.True(first.Distinct(StringComparer.Ordinal).Count() > 180);
        Assert.DoesNotContain(Words(2, 0, tester), first);
    }

    /// <summary>The number of conversations is small enough for CI.</summary>
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void Conversations_visit_all_transitions_that_a_tester_can_cause(Role peer)
    {
        var tester = peer == Role.Server ? Role.Client : Role.Server;
        var coverage = new ModelCoverage();
        for (var number = 0; number < Conversations; number++)
        {
            FuzzRun.Run(
                ConversationGenerator.Generate(3, number, tester, GeneratorOptions.Default),
                CorePeer.Target(peer, Ours.Protocol),
                PeerProfile.Echo,
                coverage
            );
        }

        Assert.DoesNotContain(ModelCoverage.Possible(peer), step => coverage.Count(step.From, step.To) == 0);
    }

    /// <summary>
    /// A first fragment without bytes would be followed by a second message that begins within the first one. The seed is the first one
    /// with which the position between the fragments is 0 before it is corrected.
    /// </summary>
    [Fact]
    public void The_fragments_of_the_longest_message_are_not_empty()
    {
        const int Number = 2500;
        ulong seed = 0;
        while (!BeginsWithNothing(seed)) seed++;
        var script = ConversationGenerator.Generate(seed, Number, Role.Client, GeneratorOptions.Default);
        var frames = script.Steps.OfType<FuzzStep.Send>().Select(send => send.Frame).ToArray();
        Assert.Equal([(2, false, 4), (0, true, 0)], frames.Select(frame => (frame.Opcode, frame.Final, frame.Reserved)));
        Assert.Equal([1, GeneratedPayloads.Bomb.Length - 1], frames.Select(frame => frame.Payload.Length));

        // The numbers are drawn in the same order as by the generator: an ordinary conversation, no frames before the message, the
        // position, and two fragments.
        static bool BeginsWithNothing(ulong seed)
        {
            var dice = new Dice(seed, Number);
            return dice.Below(100) >= GeneratorOptions.Default.OpeningPercent
                && !dice.Chance(50)
                && dice.Below(GeneratedPayloads.Bomb.Length) == 0
                && !dice.Chance(50);
        }
    }

    [Fact]
    public void Text_is_read_as_the_framework_reads_it()
    {
        var dice = new Dice(4, 0);
        for (var at = 0; at < 20_000; at++)
        {
            var octets = dice.Chance(50) ? GeneratedPayloads.BrokenText(dice, 8) : GeneratedPayloads.Text(dice, 8);
            if (dice.Chance(30)) octets[dice.Below(octets.Length)] ^= (byte)(1 << dice.Below(8));
            var cut = dice.Below(octets.Length + 1);
            var expected = System.Text.Unicode.Utf8.IsValid(octets);
            Assert.Equal(expected, TextReading.IsText(octets));
            Assert.Equal(expected, default(TextReading).After(octets.AsSpan(0, cut)).After(octets.AsSpan(cut)).IsWhole);
        }
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(15, false)]
    [InlineData(9, true)]
    [InlineData(8, false)]
    public void A_message_in_each_form_is_inflated_again(int bits, bool takesOver)
    {
        var agreed = new AgreedDeflate(!takesOver, bits, !takesOver, bits);
        var dice = new Dice(5, bits);
        var (deflating, inflating) = (new Deflating(bits, takesOver), Inflating.For(agreed, Role.Client));
        var core = InflateContext.Create(bits, takesOver);
        for (var at = 0; at < 400; at++)
        {
            var form = (DeflateForm)dice.Below(5);
            // The compressor for blocks with dynamic codes always uses a window of 32 KiB.
            if (form == DeflateForm.Dynamic && bits < 15) form = DeflateForm.Fixed;
            var size = dice.Below(1200);
            var message = dice.Chance(50) ? GeneratedPayloads.Text(dice, size) : GeneratedPayloads.Binary(dice, size);
            var payload = deflating.Message(message, form);
            var read = inflating.Message(payload);
            (var result, var inflated, inflating) = (read.Result, read.Message.ToArray(), read.Next);
            Assert.Equal((Inflated.Whole, form), (result, form));
            Assert.Equal(message, inflated);
            var (next, byCore) = core.Inflate(payload, 100_000).IfLeft(() => throw new InvalidOperationException($"{form}"));
            core = next;
            Assert.Equal(message, byCore.ToArray());
        }
    }

    /// <summary>The framework's compressor shares no code with the core, and uses blocks with dynamic codes.</summary>
    [Fact]
    public void What_the_framework_compresses_is_inflated()
    {
        var dice = new Dice(6, 0);
        for (var at = 0; at < 200; at++)
        {
            var message = GeneratedPayloads.Text(dice, dice.Below(20_000));
            using var stream = new MemoryStream();
            using (var deflate = new DeflateStream(stream, (CompressionLevel)dice.Below(4), leaveOpen: true))
            {
                deflate.Write(message);
                deflate.Flush();
                var payload = stream.ToArray();
                if (payload is not [.., 0x00, 0x00, 0xFF, 0xFF]) continue;
                var read = Inflating
                    .For(new AgreedDeflate(false, Option<int>.None, false, Option<int>.None), Role.Server)
                    .Message(payload.AsSpan(0, payload.Length - 4));
                Assert.Equal(Inflated.Whole, read.Result);
                Assert.Equal(message, read.Message.ToArray());
            }
        }
    }

    /// <summary>
    /// The model and the core agree on whether a damaged payload is corrupt. A payload that receivers may read in different ways is not
    /// compared.
    /// </summary>
    [Fact]
    public void A_damaged_payload_is_read_as_the_core_reads_it()
    {
        var dice = new Dice(7, 0);
        var agreed = new AgreedDeflate(false, Option<int>.None, false, Option<int>.None);
        var counts = new int[2];
        for (var at = 0; at < 5000; at++)
        {
            var text = GeneratedPayloads.Text(dice, dice.Below(300));
            var payload = new Deflating(15, takesOver: true).Message(text, (DeflateForm)dice.Below(5));
            for (var count = dice.Between(1, 3); count > 0; count--) payload[dice.Below(payload.Length)] ^= (byte)(1 << dice.Below(8));
            var read = Inflating.For(agreed, Role.Client).Message(payload);
            var (result, inflated) = (read.Result, read.Message.ToArray());
            if (result is not (Inflated.Whole or Inflated.Corrupt)) continue;
            counts[result == Inflated.Whole ? 0 : 1]++;
            var core = InflateContext.Create(15, contextTakeover: true).Inflate(payload, 16 * 1024 * 1024);
            Assert.Equal(result == Inflated.Whole, core.IsRight);
            core.IfRight(one => Assert.Equal(inflated, one.Message.ToArray()));
        }

        Assert.All(counts, count => Assert.True(count > 500));
    }

    private static string Words(ulong seed, int number, Role tester) =>
        ConversationGenerator.Generate(seed, number, tester, GeneratorOptions.Default).ToString();
}
