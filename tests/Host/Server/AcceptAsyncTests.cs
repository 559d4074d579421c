using System.Collections.Concurrent;
using System.IO.Pipelines;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Answers to upgrade requests that take time, over sockets or epoll.</summary>
public sealed class AcceptAsyncTests
{
    private readonly VirtualTime time = new();
    private readonly TaskCompletionSource<Either<Rejection, Acceptance>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_may_come_later_and_what_the_client_sends_meanwhile_is_kept(bool accepts)
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { Accept = _ => Wait(answer.Task) });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Request(), .. RawPeer.Text("early")]);
        await peer.SendAsync(RawPeer.Text("later"));
        await Patience.Until(() => serving.Server.ConnectionCount == 1);
        answer.SetResult(accepts ? Acceptance.Plain : Rejection.WithStatus(401));
        Assert.StartsWith($"HTTP/1.1 {(accepts ? 101 : 401)} ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        if (!accepts) return;
        Assert.Equal("early", await peer.ReadTextAsync());
        Assert.Equal("later", await peer.ReadTextAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_subprotocol_that_the_answer_leaves_open_is_chosen_by_the_options(bool waits)
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            Subprotocols = LanguageExt.Seq.create("chat"),
            Accept = async context =>
            {
                if (waits) await Task.Yield();
                return context.Request.Path == "/chat" ? Acceptance.Plain : Rejection.WithStatus(404);
            },
        });
        using var client = await Framework.ConnectAsync(serving.Uri, options => options.AddSubProtocol("chat"));
        Assert.Equal("chat", client.SubProtocol);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_is_reported_and_answered_with_500(bool waits)
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            Accept = async _ =>
            {
                if (waits) await Task.Yield();
                throw new InvalidTimeZoneException("in the hook");
            },
        });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request());
        Assert.StartsWith("HTTP/1.1 500 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.IsType<InvalidTimeZoneException>(await serving.OneError());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_has_the_time_of_the_opening_handshake(bool observesToken)
    {
        var limit = TimeSpan.FromSeconds(7);
        CancellationToken token = default;
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            Clock = time,
            Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = limit },
            Accept = async context =>
            {
                token = context.CancellationToken;
                return await answer.Task.WaitAsync(observesToken ? context.CancellationToken : CancellationToken.None);
            },
        });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request());
        await Patience.Until(() => token.CanBeCanceled);
        await time.ElapseAsync(limit);
        Assert.StartsWith("HTTP/1.1 503 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("Accept did not return an answer within 7 s.", Assert.IsType<TimeoutException>(await serving.OneError()).Message);
        Assert.True(token.IsCancellationRequested);
        answer.SetException(new InvalidTimeZoneException("late"));
        await Patience.Until(() => serving.Errors.Count == (observesToken ? 1 : 2));
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_answers()
    {
        var tokens = new ConcurrentBag<CancellationToken>();
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            Accept = context =>
            {
                tokens.Add(context.CancellationToken);
                return Wait(answer.Task);
            },
        });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request());
        await Patience.Until(() => !tokens.IsEmpty);
        await serving.Server.StopAsync(Patience.Time).Within();
        Assert.True(Assert.Single(tokens).IsCancellationRequested);
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Connections_that_wait_for_their_answers_hold_up_no_other()
    {
        var waiting = 0;
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            Accept = context =>
            {
                if (HeaderList.Single(context.Request.Headers, "X-Slow").IsNone) return new(Acceptance.Plain);
                Interlocked.Increment(ref waiting);
                return Wait(answer.Task);
            },
        });
        var slow = new List<RawPeer>();
        for (var index = 0; index < Environment.ProcessorCount * 4; index++)
        {
            slow.Add(await RawPeer.ConnectAsync(serving.EndPoint));
            await slow[index].SendAsync(RawPeer.Request("X-Slow: 1\r\n"));
        }

        await Patience.Until(() => waiting == slow.Count);
        for (var index = 0; index < Environment.ProcessorCount * 4; index++)
        {
            using var quick = await RawPeer.OpenAsync(serving.EndPoint);
            await quick.SendAsync(RawPeer.Text("quick"));
            Assert.Equal("quick", await quick.ReadTextAsync());
        }

        answer.SetResult(Acceptance.Plain);
        foreach (var peer in slow)
        {
            Assert.StartsWith("HTTP/1.1 101 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
            peer.Dispose();
        }
    }

    [Fact]
    public async Task A_handshake_over_a_pipe_asks_it_too_and_can_be_given_up()
    {
        var (up, down) = (new Pipe(), new Pipe());
        using var giveUp = new CancellationTokenSource();
        var options = WebSocketServerOptions.Default with { Accept = _ => Wait(answer.Task) };
        var accepting = WebSocketServer.TryAcceptAsync(new Duplex(up.Reader, down.Writer), options, giveUp.Token);
        await up.Writer.WriteAsync(RawPeer.Request(), Patience.Token);
        Assert.False(accepting.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => accepting.Within());
    }

    private static ValueTask<Either<Rejection, Acceptance>> Wait(Task<Either<Rejection, Acceptance>> answer) => new(answer);

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
