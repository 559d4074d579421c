using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Two conversations recorded by the Autobahn Testsuite, byte by byte: what it sent, fed to our server core, and what it received, fed to
/// our judge.
/// </summary>
public sealed class SeedConversationTests
{
    private const string EchoRequest =
        "GET / HTTP/1.1\r\nUser-Agent: AutobahnTestSuite/0.8.0-0.10.9\r\nHost: 127.0.0.1:9002\r\nUpgrade: WebSocket\r\nConnection: "
            + "Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
        + "Sec-WebSocket-Key: cOiPI/2Ish+DikIErceQMg==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private const string EchoResponse =
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: bCneu53Z3L7CC1l1q27+mv+OiDA=\r\nConnection: Upgrade\r\nUpgrade: "
            + "websocket\r\n\r\n";

    private const string CloseRequest =
        "GET / HTTP/1.1\r\nUser-Agent: AutobahnWebSocketsTestSuite/0.4.10\r\nHost: localhost:9000\r\nUpgrade: websocket\r\nConnection: "
            + "Upgrade\r\nSec-WebSocket-Key: P9XV7jO78pTZur/wGVxD+w==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private const string CloseResponse =
        "HTTP/1.1 101 Switching Protocols\r\nServer: AutobahnWebSockets/0.4.10\r\nUpgrade: websocket\r\nConnection: "
            + "Upgrade\r\nSec-WebSocket-Accept: 5uYKkWKleD3a/mEAuzcJhp4ycY8=\r\n\r\n";

    [Fact]
    public void Case_1_2_1_as_recorded_our_server_gives_the_same_accept_and_the_same_echo()
    {
        Assert.Equal(240, EchoRequest.Length);
        Assert.Equal(129, EchoResponse.Length);
        var server = Open(EchoRequest, "bCneu53Z3L7CC1l1q27+mv+OiDA=");

        var echoed = Feed(server, "8280f9872d41");
        Assert.Equal("8200", echoed.Written);

        // The recorded server answers 1000 with an empty close frame, 8800. Ours echoes the code, as the RFC describes ("typically echos
        // the status code it received", §5.5.1).
        var closed = Feed(echoed.Next, "888258afd2da5b47");
        Assert.Equal("880203e8", closed.Written);
        Assert.True(Assert.IsType<Phase.Closed>(closed.Next.Phase).Result.Clean);
    }

    [Fact]
    public void Case_1_2_1_as_recorded_our_judge_gives_the_recorded_verdict_and_flags()
    {
        var seen = Judge.Observe(
            Role.Client,
            Recorded(
                EchoRequest,
                EchoResponse,
                Side.Theirs,
                ("8280f9872d41", true),
                ("8200", false),
                ("888258afd2da5b47", true),
                ("8800", false)
            )
        );
        var judgement = Judge.Of(Find("1.2.1"), seen);
        Assert.Equal((Verdict.Ok, Verdict.Ok), (judgement.Behavior, judgement.Close));
        Assert.Equal(new PeerEvent.Message(MessageKind.Binary, ByteString.Empty), Assert.Single(seen.Events));
        AssertCleanlyClosedByTester(seen);
        Assert.Equal(1000, seen.LocalCloseCode);
        Assert.Equal(LanguageExt.Option<int>.None, seen.RemoteCloseCode);
        Assert.Equal([(2, 1), (8, 1)], seen.FramesReceived.Pairs);
        Assert.Equal([(2, 1), (8, 1)], seen.FramesSent.Pairs);
    }

    [Fact]
    public void Case_7_7_10_as_recorded_our_server_gives_the_same_accept()
    {
        Assert.Equal(201, CloseRequest.Length);
        Assert.Equal(164, CloseResponse.Length);
        var server = Open(CloseRequest, "5uYKkWKleD3a/mEAuzcJhp4ycY8=");

        // The recorded server answers 3000 with 1000; ours echoes the code. Both are correct: the case accepts either.
        var closed = Feed(server, "8882676e08876cd6");
        Assert.Equal("88020bb8", closed.Written);
    }

    [Fact]
    public void Case_7_7_10_as_recorded_our_judge_gives_the_recorded_verdict_and_flags()
    {
        var seen = Judge.Observe(
            Role.Client,
            Recorded(CloseRequest, CloseResponse, Side.Theirs, ("8882676e08876cd6", true), ("880203e8", false))
        );
        var judgement = Judge.Of(Find("7.7.10"), seen);
        Assert.Equal((Verdict.Ok, Verdict.Ok), (judgement.Behavior, judgement.Close));
        Assert.Empty(seen.Events);
        AssertCleanlyClosedByTester(seen);
        Assert.Equal(3000, seen.LocalCloseCode);
        Assert.Equal(1000, seen.RemoteCloseCode);
        Assert.Equal(LanguageExt.Option<string>.None, seen.RemoteCloseReason);
        Assert.Equal([(8, 1)], seen.FramesReceived.Pairs);
        Assert.Equal([(8, 1)], seen.FramesSent.Pairs);
    }

    private static void AssertCleanlyClosedByTester(Observation seen)
    {
        Assert.True(seen.ClosedByMe);
        Assert.False(seen.FailedByMe);
        Assert.False(seen.DroppedByMe);
        Assert.True(seen.WasClean);
        Assert.True(seen.NotCleanReason.IsNone);
        Assert.False(seen.TransportEndTimedOut);
        Assert.False(seen.OpeningTimedOut);
        Assert.False(seen.ClosingTimedOut);
        Assert.True(seen.LocalCloseReason.IsNone);
    }

    /// <summary>A server core with an accepted upgrade; the response has the recorded Sec-WebSocket-Accept.</summary>
    private static Connection Open(string request, string accept)
    {
        var requested = Protocol.Step(Connection.Server(ConnectionOptions.Default), new Input.Received(Encoding.ASCII.GetBytes(request)));
        var accepted = Protocol.Step(requested.Next, new Input.Accept(Acceptance.Plain));
        var head = Assert.IsType<Output.Head>(Assert.Single(accepted.Outputs)).Bytes.ToText();
        Assert.Contains($"\r\nSec-WebSocket-Accept: {accept}\r\n", head, StringComparison.Ordinal);
        return accepted.Next;
    }

    /// <summary>Feeds bytes to a server core that echoes; returns its output in hexadecimal.</summary>
    private static (Connection Next, string Written) Feed(Connection server, string hex)
    {
        var (state, outputs, _, _) = Protocol.Run(
            server,
            new Input.Received(Convert.FromHexString(hex)),
            effect => effect is Effect.Message message ? [new Input.Send(message.Kind, message.Data)] : []
        );
        return (
            state,
            string.Concat(outputs.OfType<Output.Framed>().Select(framed => Convert.ToHexStringLower(FrameEncoder.Encode(framed.Value))))
        );
    }

    /// <summary>Makes a transcript from the bytes of both directions.</summary>
    private static IEnumerable<TranscriptEntry> Recorded(
        string request,
        string response,
        Side droppedBy,
        params (string Hex, bool Sent)[] rows
    )
    {
        yield return new TranscriptEntry.Opened(request, response);
        foreach (var (hex, sent) in rows)
        {
            var octets = Convert.FromHexString(hex);
            var frame = WireBuffer.Empty.Append(octets).Take().IfNone(() => throw new InvalidOperationException(hex)).Frame;
            if (sent)
            {
                yield return new TranscriptEntry.FrameSent(
                    new RawFrame(frame.Opcode, Payload.Of(frame.Payload.ToArray()), frame.Final, frame.Reserved),
                    frame.Key
                );
                yield return new TranscriptEntry.Sent(octets, octets.Length);
            }
            else
            {
                yield return new TranscriptEntry.Received(octets, octets.Length);
                yield return new TranscriptEntry.FrameReceived(frame);
            }
        }

        yield return new TranscriptEntry.Dropped(droppedBy);
    }

    private static Case Find(string id) =>
        Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
}
