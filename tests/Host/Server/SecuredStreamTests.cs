using System.Net.Security;

namespace Pure.WebSockets.Host.Tests;

/// <summary>TLS streams made outside the library: through a proxy, or by an application.</summary>
public sealed class SecuredStreamTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_engine_is_not_read_while_it_is_ended(bool whileTheOtherSends)
    {
        var (client, server) = await Loopback.PairAsync();
        var below = new Watched(server);
        await using var peer = new SslStream(client);
        var secured = new SslStream(below);
        await Task.WhenAll(
            secured.AuthenticateAsServerAsync(Certificates.Server.Tls!, Patience.Token),
            peer.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Certificates.Policy() },
                Patience.Token)).Within();
        var connection = WebSocketConnection.FromStream(secured, Role.Server, Agreement.Plain);
        await using var held = connection;
        await below.IsRead.Task.Within();

        // The shutdown is the last write of the server, and no read may be in progress then.
        using var stop = new CancellationTokenSource();
        var sending = whileTheOtherSends ? Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await peer.WriteAsync(RawPeer.Text("more"), Patience.Token);
        }) : Task.CompletedTask;
        var closing = connection.CloseAsync();
        var frame = new byte[4];
        await peer.ReadExactlyAsync(frame, Patience.Token);
        Assert.Equal(0x88, frame[0]);
        await stop.CancelAsync();
        await sending.Within();
        await peer.WriteAsync(RawPeer.Frame(Opcode.Close, [3, 232]), Patience.Token);
        Assert.True((await closing.Within()).Clean);
        Assert.Equal(0, await peer.ReadAsync(frame, Patience.Token));
        Assert.False(below.WasReadAtTheLastWrite, "a read was under way in the engine when it was ended");
    }

    [Fact]
    public async Task Reading_goes_on_after_the_end()
    {
        var (client, server) = await Loopback.PairAsync();
        await using var peer = new SslStream(client);
        var secured = new SslStream(server);
        await Task.WhenAll(
            secured.AuthenticateAsServerAsync(Certificates.Server.Tls!, Patience.Token),
            peer.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Certificates.Policy() },
                Patience.Token)).Within();
        var transport = StreamTransport.Of(secured);
        var received = new byte[10];
        var reading = transport.ReceiveAsync(received);
        await transport.EndAsync().AsTask().Within();
        Assert.Equal(0, await peer.ReadAsync(new byte[1], Patience.Token));
        Assert.False(reading.IsCompleted);
        await peer.WriteAsync("after"u8.ToArray(), Patience.Token);
        Assert.Equal(5, await reading.AsTask().Within());
        Assert.Equal("after"u8.ToArray(), received[..5]);
        var next = transport.ReceiveAsync(received).AsTask();
        transport.Drop();
        await Assert.ThrowsAnyAsync<Exception>(() => next.Within());
        transport.Free();
    }

    [Fact]
    public async Task A_stream_whose_handshake_was_never_done_ends_all_the_same()
    {
        var (client, server) = await Loopback.PairAsync();
        await using var held = client;
        await using var connection = WebSocketConnection.FromStream(new SslStream(server), Role.Server, Agreement.Plain);
        Assert.False((await connection.Closed.Within()).Clean);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task Through_an_https_proxy_a_connection_closes_cleanly_while_the_server_sends(string scheme)
    {
        await using var proxy = new HttpProxy { Tls = Certificates.Server.Tls };
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                while (connection.TrySend(MessageKind.Binary, new byte[1000]) != TrySendResult.Closed) await Task.Yield();
            },
            scheme == "wss" ? Certificates.Server : null);
        var options = new WebSocketClientOptions
        {
            Tls = Certificates.Trusting(),
            Proxy = _ => new ClientProxy.Http("localhost", proxy.Port) { Tls = Certificates.Trusting() },
        };
        for (var round = 0; round < 5; round++)
        {
            await using var client = await Connecting.To(new Uri($"{scheme}://localhost:{serving.EndPoint.Port}/"), options);
            Assert.NotNull(await client.Connection.ReceiveAsync(Patience.Token));
            var closing = client.Connection.CloseAsync();
            while (await client.Connection.ReceiveAsync(Patience.Token) is not null)
            {
                // Bytes that were in flight.
            }

            Assert.True((await closing.Within()).Clean);
        }

        await serving.BecomesEmpty();
    }

    /// <summary>Records whether a read is in progress during a write.</summary>
    private sealed class Watched(Stream inner) : Stream
    {
        private int reads;

        public TaskCompletionSource IsRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool WasReadAtTheLastWrite { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref reads);
            try
            {
                var reading = inner.ReadAsync(buffer, cancellationToken);
                if (!reading.IsCompleted) IsRead.TrySetResult();
                return await reading;
            }
            finally
            {
                Interlocked.Decrement(ref reads);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            WasReadAtTheLastWrite = Volatile.Read(ref reads) > 0;
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
