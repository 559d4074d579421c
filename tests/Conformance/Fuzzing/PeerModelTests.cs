namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests which answers the model allows. Each row is a short exchange with a server, in hexadecimal.</summary>
public sealed class PeerModelTests
{
    private const string Ping = "8980 00000000";
    private const string PingA = "8981 00000000 61";
    private const string PingB = "8981 00000000 62";
    private const string PongA = "8a01 61";
    private const string PongB = "8a01 62";
    private const string TextA = "8181 00000000 61";
    private const string EchoA = "8101 61";
    private const string Close = "8882 00000000 03e8";
    private const string Closed = "8802 03e8";
    private const string Rsv2 = "a180 00000000";
    private const string LongLength = "81fe 0001 00000000 61";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The events begin with a sign for their kind. "&gt;" means bytes that are sent to the peer, and "&lt;" means bytes from the peer. "."
    /// is a wait. "x" is the end of the peer's half of the transport, and "|" is the end of the tester's half.
    /// </summary>
    [Theory]
    [InlineData("a pong answers a ping", $"> {PingA}", $"< {PongA}", ".")]
    [InlineData("the latest of several pings may be answered alone", $"> {PingA}{PingB}", $"< {PongB}", ".")]
    [InlineData("a pong may be unsolicited", "< 8a01 7a", $"> {PingA}", $"< {PongA}", ".")]
    [InlineData("an empty pong may be repeated", $"> {Ping}", "< 8a00", ".", "< 8a00")]
    [InlineData("a pong may overtake a message, and a message a pong", $"> {TextA}{PingA}", $"< {PongA}{EchoA}", ".")]
    [InlineData("a ping before a close frame need not be answered", $"> {PingA}{Close}", $"< {Closed}", "x", ".")]
    [InlineData("a message before a close frame need not come back", $"> {TextA}{Close}", $"< {Closed}", "x", ".")]
    [InlineData("a peer may fail at the first broken byte", "> 0181 00000000 ff", "< 8802 03ef", "x", ".")]
    [InlineData("a peer may wait for the rest of broken text", "> 0181 00000000 ff", ".", "> 8080 00000000", "< 8802 03ef", "x", ".")]
    [InlineData("a peer may fail at the first byte of a header", "> a1", "< 8802 03ea", "x", ".")]
    [InlineData("a peer may end the transport instead of a close frame", $"> {Rsv2}", "x", ".")]
    [InlineData("a peer may reject a frame of exabytes before it arrives", "> 82ff 4000000000000000 00000000", "< 8802 03f1", "x", ".")]
    [InlineData("a peer that is cut off ends its half", $"> {PingA}", "|", "x", ".")]
    [InlineData("a ping after the close frame may be answered", $"> {PingA}", $"< {PongA}", $"> {Close}{PingA}", $"< {PongA}{Closed}", "x")]
    [InlineData("the ping may also follow later", $"> {PingA}", $"< {PongA}", $"> {Close}", $"> {PingA}", $"< {PongA}{Closed}", "x")]
    public void An_answer_within_the_interval_is_no_finding(string why, params string[] events) =>
        Assert.True(Model(events).Findings.IsEmpty, $"{why}: {string.Join("; ", Model(events).Findings)}");

    [Theory]
    [InlineData("MUST, RFC 6455 §5.5.2: the peer did not answer the ping “a” within 1 s", $"> {PingA}", ".")]
    [InlineData("MUST, RFC 6455 §5.5.2: the peer did not answer the ping “b” within 1 s", $"> {PingA}{PingB}", $"< {PongA}", ".")]
    [InlineData("SHOULD, RFC 6455 §5.5.3: the peer answered the ping “a” twice", $"> {PingA}{PingB}", $"< {PongB}{PongA}", ".")]
    [InlineData("SHOULD, RFC 6455 §5.5.3: the peer answered the pong “a” with a pong", "> 8a81 00000000 61", $"< {PongA}", ".")]
    [InlineData("MUST, RFC 6455 §6.2: the peer did not send text “a” back within 1 s", $"> {TextA}", ".")]
    [InlineData("MUST, RFC 6455 §6.2: the peer sent binary “a” back instead of text “a”", $"> {TextA}", "< 8201 61")]
    [InlineData("MUST, RFC 6455 §6.2: the peer sent text “a”, which answers no message", $"< {EchoA}")]
    [InlineData("MUST, RFC 6455 §5.2: the peer received a reserved bit that is set, and did not fail the connection", $"> {Rsv2}", ".")]
    [InlineData("SHOULD, RFC 6455 §7.4.1: the peer received a reserved bit that is set, and closed with 1000", $"> {Rsv2}", $"< {Closed}")]
    [InlineData("SHOULD, RFC 6455 §5.2: the peer received a length that is not in its", "> 81fe 0001 00000000 61", $"< {EchoA}")]
    [InlineData("MUST, RFC 6455 §8.1: the peer received text that is not UTF-8, and did not fail", "> 8181 00000000 ff", ".")]
    [InlineData("MUST, RFC 6455 §8.1: the peer sent text that is not UTF-8", "> 0181 00000000 c3", "> 8080 00000000", "< 8101 c3")]
    [InlineData("MUST, RFC 6455 §5.5.1: the peer did not answer the close frame within 1 s", $"> {Close}", ".")]
    [InlineData("MUST, RFC 6455 §5.5.1: the peer ended the transport without answering", $"> {Close}", "x")]
    [InlineData("MUST, RFC 6455 §5.5.1: the server did not end the transport", $"> {Close}", $"< {Closed}", ".")]
    [InlineData("MUST, RFC 6455 §5.5.1: the peer sent a second close frame", $"> {Close}", $"< {Closed}{Closed}")]
    [InlineData("MUST, RFC 6455 §5.5.1: the peer sent a data frame after the close frame", $"> {TextA}{Close}", $"< {Closed}{EchoA}")]
    [InlineData("SHOULD, RFC 6455 §5.5.1: the peer answered close code 1000 with 1001", $"> {Close}", "< 8802 03e9")]
    [InlineData("MUST, RFC 6455 §7.4: the peer sent close code 1006", $"> {Close}", "< 8802 03ee")]
    [InlineData("MUST, RFC 6455 §7.1: the peer closed the connection with 1000", $"> {TextA}", $"< {Closed}")]
    [InlineData("MUST, RFC 6455 §7.1: the peer ended the transport", $"> {TextA}", "x")]
    [InlineData("MUST, RFC 6455 §5.1: the peer sent a masked frame from a server", "< 8a80 00000000")]
    [InlineData("MUST, RFC 6455 §5.2: the peer sent a length that is not in its shortest form", $"> {TextA}", "< 817e 0001 61")]
    [InlineData("SHOULD, RFC 6455 §7.1.7: the peer did not end the transport after the tester had ended its half", "|", ".")]
    [InlineData("SHOULD, RFC 6455 §5.5.3: the peer answered the ping “a” twice", $"> {PingA}{Close}", $"< {PongA}{PongA}{Closed}", "x")]
    // The peer accepts the length, and answers both pings.
    [InlineData("SHOULD, RFC 6455 §5.2: the peer received", $"> {PingA}", $"< {PongA}", $"> {LongLength}{PingA}", $"< {PongA}{EchoA}")]
    // After a wrong echo, the model reads the rest of the bytes.
    [InlineData("MUST, RFC 6455 §6.2: the peer sent text “b” back", $"> {TextA}", "< 8101 628a", "< 01 61")]
    [InlineData("MUST, RFC 6455 §6.2: the peer sent text “b” back", $"> {TextA}", "< 8101", $"< 62{PongA}", $"< {PongB}")]
    public void Another_answer_is_a_finding(string finding, params string[] events) =>
        Assert.StartsWith(finding, $"{Assert.Single(Model(events).Findings)}", StringComparison.Ordinal);

    /// <summary>The sent bytes can be cut anywhere. The ending of the connection and the findings do not depend on the cut.</summary>
    [Fact]
    public void The_cuts_of_what_is_sent_do_not_change_the_finding()
    {
        foreach (var frames in new[] { TextA + PingA + Close, TextA + Rsv2, PingA + "0181 00000000 ff" + "8080 00000000" })
        {
            var octets = Octets(frames);
            var whole = PeerModel.Start(Role.Server, PeerProfile.Echo, agreed: null).AfterSent(octets);
            for (var cut = 1; cut < octets.Length; cut++)
            {
                var parts = PeerModel
                    .Start(Role.Server, PeerProfile.Echo, agreed: null)
                    .AfterSent(octets.AsMemory(0, cut))
                    .AfterSent(octets.AsMemory(cut));
                Assert.Equal(whole.Sent.Ending, parts.Sent.Ending);
                Assert.Equal(whole.AfterWait(Patience).Findings.ToArray(), parts.AfterWait(Patience).Findings.ToArray());
            }
        }
    }

    /// <summary>The bytes of the peer can arrive in any parts. The findings do not depend on the parts.</summary>
    [Theory]
    [InlineData("a wrong echo, and a masked frame", 2, TextA, "8101 62", PongA, "8a81 00000000 61", Closed)]
    [InlineData("a pong that comes again, and text that is not UTF-8", 2, PingA + TextA, PongA, PongA, "8101 ff", EchoA)]
    [InlineData("a close frame without a reason, and a message", 2, TextA, Closed, EchoA)]
    [InlineData("two pongs that come again, and a wrong echo", 3, PingA + TextA, PongA, PongA, PongA, "8101 62")]
    public void The_cuts_of_what_is_received_do_not_change_the_findings(string why, int count, string sent, params string[] received)
    {
        var octets = Octets(string.Concat(received));
        var model = PeerModel.Start(Role.Server, PeerProfile.Echo, agreed: null).AfterSent(Octets(sent));
        var whole = model.AfterReceived(octets);
        Assert.True(whole.Findings.Length == count, $"{why}: {string.Join("; ", whole.Findings)}");
        for (var cut = 1; cut < octets.Length; cut++)
        {
            var parts = model.AfterReceived(octets.AsMemory(0, cut)).AfterReceived(octets.AsMemory(cut));
            Assert.Equal(whole.Findings.ToArray(), parts.Findings.ToArray());
        }
    }

    /// <summary>
    /// A peer may limit the size of messages (RFC 6455 §10.4). The permission does not depend on how the message is divided, and ends when
    /// the peer has sent the message back.
    /// </summary>
    [Theory]
    [InlineData("in one write", "WHOLE")]
    [InlineData("in two writes", "CUT")]
    [InlineData("in two fragments", "FRAGMENTS")]
    public void A_long_message_may_be_rejected_until_it_has_come_back(string why, string form)
    {
        var message = new byte[(1024 * 1024) + 1];
        var frame = WireFrame.Encode(new RawFrame(2, Payload.Of(message)), new MaskKey(0));
        byte[][] writes = form switch
        {
            "WHOLE" => [frame],
            "CUT" => [frame[..1000], frame[1000..]],
            _ =>
            [
                WireFrame.Encode(new RawFrame(2, Payload.Of(message[..1000]), Final: false), new MaskKey(0)),
                WireFrame.Encode(new RawFrame(0, Payload.Of(message[1000..])), new MaskKey(0)),
            ],
        };
        var model = writes.Aggregate(
            PeerModel.Start(Role.Server, PeerProfile.Echo, agreed: null),
            (model, octets) => model.AfterSent(octets)
        );
        foreach (var code in new[] { "8802 03f1", "8802 03f0" })
        {
            var rejected = model.AfterReceived(Octets(code)).AfterTransportEnd(mayHaveLostBytes: false).AfterWait(Patience);
            Assert.True(rejected.Findings.IsEmpty, $"{why}: {string.Join("; ", rejected.Findings)}");
        }

        Assert.Empty(model.AfterTransportEnd(mayHaveLostBytes: false).Findings);
        Assert.False(model.IsAtRest);
        var echoed = model.AfterReceived(WireFrame.Encode(new RawFrame(2, Payload.Of(message)), Option<MaskKey>.None));
        Assert.True(echoed.IsAtRest);
        Assert.StartsWith(
            "SHOULD, RFC 6455 §7.1: the peer closed the connection with 1009",
            $"{Assert.Single(echoed.AfterReceived(Octets("8802 03f1")).Findings)}",
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "MUST, RFC 6455 §7.1: the peer ended the transport",
            $"{Assert.Single(echoed.AfterTransportEnd(mayHaveLostBytes: false).Findings)}",
            StringComparison.Ordinal
        );
    }

    private static PeerModel Model(string[] events) =>
        events.Aggregate(
            PeerModel.Start(Role.Server, PeerProfile.Echo, agreed: null),
            (model, one) => one[0] switch
            {
                '>' => model.AfterSent(Octets(one[1..])),
                '<' => model.AfterReceived(Octets(one[1..])),
                'x' => model.AfterTransportEnd(mayHaveLostBytes: false),
                '|' => model.AfterOutputEnded(),
                _ => model.AfterWait(Patience),
            }
        );

    private static byte[] Octets(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));
}
