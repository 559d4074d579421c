using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Pure.WebSockets.Host;

/// <summary>TLS over TCP.</summary>
internal sealed class TlsTransport : StreamTransport
{
    /// <summary>How the framework begins to say that what came is no record of TLS (RFC 8446 §5.1).</summary>
    private const string NoRecord = "Cannot determine the frame size";

    private readonly SocketTransport tcp;
    private readonly TlsWire wire;
    private readonly SslStream tls;
    private readonly SslServerAuthenticationOptions? server;
    private volatile bool dropped;

    /// <summary>A server's end, which has the handshake before it.</summary>
    public TlsTransport(Socket socket, SslServerAuthenticationOptions server)
        : this(socket) => this.server = server;

    private TlsTransport(Socket socket)
        : this(new SocketTransport(socket), new TlsWire(socket))
    {
    }

    private TlsTransport(SocketTransport tcp, TlsWire wire)
        : this(tcp, wire, new SslStream(wire, leaveInnerStreamOpen: false))
    {
    }

    private TlsTransport(SocketTransport tcp, TlsWire wire, SslStream tls)
        : base(tls, tcp.Remote)
    {
        this.tcp = tcp;
        this.wire = wire;
        this.tls = tls;
    }

    /// <summary>A client's end, its handshake done. Where that fails the socket is freed.</summary>
    /// <exception cref="AuthenticationException">The handshake failed.</exception>
    public static async Task<TlsTransport> ConnectAsync(
        Socket socket,
        SslClientAuthenticationOptions client,
        CancellationToken cancellationToken
    )
    {
        var transport = new TlsTransport(socket);
        try
        {
            await transport.tls.AuthenticateAsClientAsync(client, cancellationToken).ConfigureAwait(false);
            transport.wire.TakesTurns = true;
            return transport;
        }
        catch (Exception)
        {
            transport.Free();
            throw;
        }
    }

    public override async Task OpenAsync(TimeSpan limit)
    {
        if (server is null) return;
        using var deadline = new CancellationTokenSource();
        if (limit > TimeSpan.Zero) deadline.CancelAfter(Timeouts.Clamp(limit));
        try
        {
            await tls.AuthenticateAsServerAsync(server, deadline.Token);
            wire.TakesTurns = true;
        }
        catch (Exception exception) when (!dropped && !wire.HasReceived)
        {
            throw new IOException("The peer sent nothing.", exception);
        }
        catch (Exception exception) when (!dropped)
        {
            var reason = deadline.IsCancellationRequested ? $"it was not done after {limit.TotalSeconds:0.###} s" : Reason(exception);
            throw new AuthenticationException($"The TLS handshake with {Remote} failed: {reason}", exception);
        }
        catch (Exception exception)
        {
            throw new IOException("The wire was dropped within the TLS handshake.", exception);
        }
    }

    /// <summary>What a failed handshake says of its cause: the framework puts it into the exception within.</summary>
    public static string Reason(Exception exception)
    {
        var reason = (
            exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message
        ).ReplaceLineEndings(" ");
        return reason.Contains(NoRecord, StringComparison.Ordinal) ? $"{reason.TrimEnd('.')}. The peer did not speak TLS" : reason;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        await wire.Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await tls.ReadAsync(into).ConfigureAwait(false);
        }
        finally
        {
            wire.Turn.Release();
        }
    }

    /// <summary>"close_notify", then the end of the TCP stream: some peers look for the one, some for the other (RFC 8446 §6.1).</summary>
    public override async ValueTask EndAsync()
    {
        try
        {
            await NotifyAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A handshake that was not done, a broken wire: then TCP says it alone.
        }

        await tcp.EndAsync().ConfigureAwait(false);
    }

    public override void Drop()
    {
        dropped = true;
        tcp.Drop();
    }

    public override void Free()
    {
        Drop();
        tls.Dispose();
    }

    private async Task NotifyAsync()
    {
        Task notifying;
        await wire.Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            notifying = tls.ShutdownAsync();
        }
        finally
        {
            wire.Turn.Release();
        }

        await notifying.ConfigureAwait(false);
    }

    protected override ValueTask WriteAsync(ReadOnlyMemory<byte> part) => tls.WriteAsync(part);
}
