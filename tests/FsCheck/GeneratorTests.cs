using FsCheck;
using FsCheck.Fluent;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The generators generate what they promise, and the shrinkers end and stay among it.</summary>
public sealed class GeneratorTests
{
    private const int Samples = 2000;
    private const int MostShrinks = 20_000;

    public static TheoryData<Role, bool> Places =>
        new()
        {
            { Role.Server, false },
            { Role.Server, true },
            { Role.Client, false },
            { Role.Client, true },
        };

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_rule_of_broken_frames_occurs(Role receiver, bool within)
    {
        var kinds = Of(WebSocketGen.BrokenFrame(receiver, within)).Select(Kind).CountBy(kind => kind).ToDictionary();
        string[] expected =
        [
            "a close code", "a close reason", "a close frame of one byte", "a form of the length", "a fragmented control frame",
            "a long control frame", "a mask", "a reserved bit", "a reserved opcode", "an opcode out of order", "text",
            "the top bit of a length",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), kinds.Keys.Order(StringComparer.Ordinal));
        Assert.All(kinds, kind => Assert.True(kind.Value > Samples / 50, $"only {kind.Value} of {Samples} are {kind.Key}"));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_broken_frame_breaks_only_the_rule_that_it_names(Role receiver, bool within) =>
        Assert.All(
            Of(WebSocketGen.BrokenFrame(receiver, within)),
            broken =>
            {
                Assert.Equal([broken.Rule], BrokenRules.Of(broken.Frame, receiver, within));
                Assert.Equal([broken.Rule], BrokenFrames.RulesOf(broken.Frame, receiver, within));
            }
        );

    /// <summary>The shrinker counts the broken rules, so its reading of a frame that breaks several rules is checked as well.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public void The_broken_rules_of_any_frame_are_counted(Role receiver, bool within)
    {
        var random = new Random(28);
        var counts = new int[8];
        for (var sample = 0; sample < Samples; sample++)
        {
            var payload = new byte[random.Next(4) == 0 ? random.Next(300) : random.Next(4)];
            if (random.Next(2) == 0) random.NextBytes(payload);
            var frame = new WireFrame(random.Next(2) == 0, random.Next(2) * random.Next(8), random.Next(16), payload)
            {
                Key = random.Next(2) == 0 ? new MaskKey((uint)random.Next()) : null,
                Form = random.Next(2) == 0 ? LengthForm.Minimal : random.Next(2) == 0 ? LengthForm.SixtyFourBits : LengthForm.TopBit,
            };
            var expected = BrokenRules.Of(frame, receiver, within).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, BrokenFrames.RulesOf(frame, receiver, within).Order(StringComparer.Ordinal));
            counts[expected.Length]++;
        }

        Assert.All(counts[..5], count => Assert.True(count > 10, string.Join(", ", counts)));
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void A_valid_frame_breaks_no_rule_and_each_opcode_and_form_of_the_length_occurs(Role receiver)
    {
        var frames = Of(WebSocketGen.Frame(receiver));
        Assert.All(frames, frame => Assert.True(IsValid(frame), $"{frame}"));
        Assert.Equal([0, 1, 2, 8, 9, 10], frames.Select(frame => frame.Opcode).Distinct().Order());
        Assert.Equal(
            [0, 2, 8],
            frames
                .Select(frame => FrameHead.TryRead(frame.ToBytes(), out var head) ? head.LengthOctets : -1)
                .Distinct()
                .Order()
        );
        Assert.All(frames, frame => Assert.Equal(receiver == Role.Server, frame.Key is not null));
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void A_message_is_its_data_in_fragments(Role receiver)
    {
        var messages = Of(WebSocketGen.Message(receiver));
        Assert.All(messages, message => Assert.True(IsValid(message), $"{message}"));
        Assert.Contains(messages, message => message.Frames.Count > 3);
        Assert.Contains(messages, message => message.Frames.Any(frame => frame.Opcode >= 8));
        Assert.Contains(messages, message => message.Frames.Count == 1);
    }

    [Fact]
    public void A_valid_head_opens_a_connection_and_each_kind_of_head_occurs()
    {
        Assert.All(
            Of(WebSocketGen.ValidHead(Role.Server)),
            head => Assert.True(HeadParser.ParseRequest(head.ToBytes()).Bind(ServerHandshake.Check).IsRight, $"{head}")
        );
        var requests = Of(WebSocketGen.Head(Role.Server));
        Assert.Contains(requests, head => HeadParser.ParseRequest(head.ToBytes()).Bind(ServerHandshake.Check).IsLeft);
        var responses = Of(WebSocketGen.Head(Role.Client));
        Assert.Contains(responses, head => head.Lines[0].StartsWith("HTTP/1.1 103", StringComparison.Ordinal));
        Assert.Contains(responses, head => head.Body.Length > 0);
    }

    [Fact]
    public void Cuts_lose_nothing()
    {
        var bytes = Enumerable.Range(0, 1000).Select(at => (byte)at).ToArray();
        Assert.All(
            Of(WebSocketGen.Cuts),
            cuts => Assert.True(cuts.Cut(bytes).SelectMany(piece => piece.ToArray()).SequenceEqual(bytes), $"{cuts}")
        );
        Assert.Equal([bytes], new CutList([0, 0]).Cut(bytes).Select(piece => piece.ToArray()));
    }

    [Fact]
    public void Conversations_are_valid_and_invalid_compressed_or_not_cut_or_not()
    {
        var conversations = Of(WebSocketGen.PeerConversation(Role.Client)).Select(one => one.Script).ToArray();
        Assert.Contains(conversations, script => script.Deflate is not null);
        Assert.Contains(conversations, script => script.Openings.Length > 0);
        Assert.Contains(conversations, script => script.Steps.OfType<FuzzStep.Send>().Any(send => !send.Cuts.IsEmpty));
        Assert.Contains(conversations, script => script.Steps.Any(step => step is FuzzStep.EndOutput));
        Assert.DoesNotContain(conversations, script => script.Steps.Any(step => step is FuzzStep.Pause));
        var open = Of(WebSocketGen.PeerConversation(Role.Client, ConformanceOptions.Open())).Select(one => one.Script).ToArray();
        Assert.All(open, script => Assert.True(script is { Deflate: null, Openings.IsEmpty: true }));
        var agreed = DeflateParameters.Default with { ClientMaxWindowBits = 11 };
        var deflated = Of(WebSocketGen.PeerConversation(Role.Client, ConformanceOptions.Open(agreed))).Select(one => one.Script).ToArray();
        Assert.Contains(deflated, script => script.Deflate is not null);
        Assert.All(deflated, script => Assert.True(script.Deflate is null || script.Deflate.WindowBits(Role.Client) == 11));
    }

    [Fact]
    public void Frames_are_shrunk_to_valid_frames() => EndsIn(WebSocketArbitraries.WireFrame(), IsValid);

    [Fact]
    public void Messages_are_shrunk_to_valid_messages() => EndsIn(WebSocketArbitraries.PeerMessage(), IsValid);

    [Fact]
    public void Broken_frames_are_shrunk_to_frames_that_break_only_the_same_rule() =>
        EndsIn(
            WebSocketArbitraries.BrokenFrame(),
            broken => BrokenRules.Of(broken.Frame, broken.Receiver, broken.IsWithinMessage) is [var rule] && rule == broken.Rule
        );

    [Fact]
    public void Cuts_are_shrunk_to_cuts() =>
        EndsIn(WebSocketArbitraries.CutList(), cuts => cuts.Sizes.Count > 0 && cuts.Sizes.All(size => size >= 0));

    [Fact]
    public void Agreements_and_offers_are_shrunk_to_the_plain_ones()
    {
        EndsIn(
            WebSocketArbitraries.DeflateParameters(),
            agreed => agreed is { ServerMaxWindowBits: >= 8 and <= 15, ClientMaxWindowBits: >= 8 and <= 15 },
            last => last == DeflateParameters.Default
        );
        EndsIn(WebSocketArbitraries.DeflateOffer(), _ => true, last => last.ClientMaxWindowBits is ClientWindow.Fixed);
    }

    [Fact]
    public void Heads_are_shrunk_to_heads_with_a_first_line() =>
        EndsIn(WebSocketArbitraries.OpeningHead(), head => head.Lines.Count > 0, head => head.Body.Length == 0);

    [Fact]
    public void Options_are_shrunk_to_the_defaults() =>
        EndsIn(WebSocketArbitraries.ConnectionOptions(), _ => true, last => last == ConnectionOptions.Default);

    [Fact]
    public void Conversations_of_a_core_are_shrunk_to_nothing() =>
        EndsIn(
            WebSocketArbitraries.Conversation(),
            conversation => conversation.Cuts.Count > 0 && conversation.Lent >= 4 && conversation.CutInputs().Count >= 0,
            last => last.Moments.Count == 0
        );

    [Fact]
    public void Conversations_of_a_tester_are_shrunk_to_nothing() =>
        EndsIn(
            WebSocketArbitraries.PeerConversation(),
            conversation => conversation.ToBytes().Length >= 0,
            last => last.Script is { Steps.IsEmpty: true, Openings.Length: <= 1, Deflate: null }
        );

    [Fact]
    public void The_same_seed_gives_the_same_conversation() =>
        Assert.Equal(
            Of(WebSocketGen.PeerConversation(Role.Client)).Select(one => one.ToString()),
            Of(WebSocketGen.PeerConversation(Role.Client)).Select(one => one.ToString())
        );

    private static string Kind(BrokenFrame broken)
    {
        var frame = broken.Frame;
        return broken.Rule switch
        {
            "RFC 6455 §5.1" => "a mask",
            "RFC 6455 §5.4" => "an opcode out of order",
            "RFC 6455 §5.5" => frame.Final ? "a long control frame" : "a fragmented control frame",
            "RFC 6455 §5.5.1" => "a close frame of one byte",
            "RFC 6455 §7.4" => "a close code",
            "RFC 6455 §8.1" => frame.Opcode == (int)Opcode.Close ? "a close reason" : "text",
            _ => frame.Reserved != 0 ? "a reserved bit"
                : frame.Form == LengthForm.TopBit ? "the top bit of a length"
                : frame.Form != LengthForm.Minimal ? "a form of the length"
                : "a reserved opcode",
        };
    }

    // The content of a continuation frame is judged only with its message.
    private static bool IsValid(WireFrame frame) =>
        frame.Opcode == 0
            ? BrokenRules.Of(frame with { Opcode = (int)Opcode.Binary }, ReceiverOf(frame), within: false) is []
            : BrokenRules.Of(frame, ReceiverOf(frame), within: false) is [];

    private static Role ReceiverOf(WireFrame frame) => frame.Key is not null ? Role.Server : Role.Client;

    private static bool IsValid(PeerMessage message)
    {
        var data = message.Frames.Where(frame => frame.Opcode < 8).ToArray();
        return data.SelectMany(frame => frame.Payload.ToArray()).SequenceEqual(message.Data.ToArray())
            && data.Select((frame, at) => (frame.Opcode == 0) == (at > 0) && frame.Final == (at == data.Length - 1)).All(valid => valid)
            && (message.Kind != MessageKind.Text || TextReading.IsText(message.Data.Memory.Span))
            && message.Frames.All(frame => (frame.Key is null) != (message.Receiver == Role.Server));
    }

    private static T[] Of<T>(Gen<T> gen) => [.. gen.Sample(Samples, new Rnd(2024), 50)];

    /// <summary>
    /// Shrinks values along a random path and along the path of the first ones, and checks that both end, and that each value is in the
    /// domain.
    /// </summary>
    private static void EndsIn<T>(Arbitrary<T> arbitrary, Func<T, bool> isInDomain, Func<T, bool>? isLast = null)
    {
        var random = new Random(5);
        foreach (var value in arbitrary.Generator.Sample(60, new Rnd(2024), 50))
        {
            Assert.True(isInDomain(value), $"{value}");
            Along(value, shrinks => shrinks.FirstOrDefault());
            Along(value, shrinks => shrinks.Take(40).ToArray() is { Length: > 0 } some ? some[random.Next(some.Length)] : default);
        }

        void Along(T value, Func<IEnumerable<T>, T?> choose)
        {
            for (var steps = 0; choose(arbitrary.Shrinker(value)) is { } smaller; steps++)
            {
                Assert.True(steps < MostShrinks, $"shrinking does not end: {smaller}");
                Assert.True(isInDomain(smaller), $"{smaller}, shrunk from {value}");
                value = smaller;
            }

            Assert.True(isLast is null || isLast(value), $"shrinking ended with {value}");
        }
    }
}
