using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class HandshakeRecordTests
{
    private static readonly Header Field = new("Server", "test");

    [Fact]
    public void At_first_it_is_empty()
    {
        var handshake = new HandshakeRecord();
        Assert.False(handshake.HasRequest);
        Assert.Equal("", handshake.Request.Target);
        Assert.Empty(handshake.ResponseHeaders);
        Assert.Null(handshake.Rejection);
        Assert.Null(handshake.Plain);
    }

    [Fact]
    public void A_compact_request_is_parsed_once()
    {
        var request = HeadParser.ParseRequest(RawPeer.Request())
            .Bind(ServerHandshake.Check)
            .IfLeft(error => throw new InvalidOperationException(error.Seen));
        var handshake = new HandshakeRecord { Request = request };
        Assert.Same(request, handshake.Request);
        handshake.Compact(request);
        var parsed = handshake.Request;
        Assert.Equal(request, parsed);
        Assert.NotSame(request, parsed);
        Assert.Same(parsed, handshake.Request);
    }

    [Fact]
    public void A_response_either_opened_the_connection_or_rejected_it()
    {
        var handshake = new HandshakeRecord { ResponseHeaders = Seq.create<Header>(Field) };
        Assert.Equal(Field, handshake.ResponseHeaders.Single());
        Assert.Null(handshake.Rejection);
    }

    [Fact]
    public void Without_a_hook_plain_requests_are_not_gathered()
    {
        var handshake = new HandshakeRecord();
        handshake.ReadPlain("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8, 1000, new WebSocketConnectionOptions(), connection: null);
        Assert.Null(handshake.Plain);
    }

    [Fact]
    public void A_plain_request_is_answered_when_its_head_is_complete()
    {
        var handshake = new HandshakeRecord();
        var options = WebSocketServerOptions.Default with { Respond = static _ => PlainResponse.Create(200, "ok") };
        handshake.ReadPlain("GET / HTTP/1.1\r\nHo"u8, 1000, options, connection: null);
        Assert.Null(handshake.Plain!.Answer);
        handshake.ReadPlain("st: a\r\n\r\n"u8, 1000, options, connection: null);
        Assert.Equal(200, handshake.Plain.Status);
        Assert.NotNull(handshake.Plain.Answer);
        Assert.False(handshake.HasRequest);
    }
}
