using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Pure.WebSockets.Host;

/// <summary>A transport with TLS over TCP.</summary>
internal sealed class TlsTransport : StreamTransport
{
    /// <summary>The beginning of .NET's error message for received bytes that are not a TLS record (RFC 8446 §5.1).</summary>
    private const string NoRecord = "Cannot determine the frame size";

    private readonly SocketTransport tcp;
    private readonly TlsReadGate gate;
    private readonly SslStream tls;
    private readonly SslServerAuthenticationOptions? server;
    private volatile bool dropped;

    /// <summary>Creates a server's transport. <see cref="OpenAsync"/> performs the TLS handshake.</summary>
    public TlsTransport(Socket socket, SslServerAuthenticationOptions server)
        : this(socket) => this.server = server;

    private TlsTransport(Socket socket)
        : this(new SocketTransport(socket), new TlsReadGate(socket))
    {
    }

    private TlsTransport(SocketTransport tcp, TlsReadGate gate)
        : this(tcp, gate, new SslStream(gate, leaveInnerStreamOpen: false))
    {
    }

    private TlsTransport(SocketTransport tcp, TlsReadGate gate, SslStream tls)
        : base(tls, tcp.Remote)
    {
        this.tcp = tcp;
        this.gate = gate;
        this.tls = tls;
    }

    /// <summary>Creates a client's transport and performs the TLS handshake. If the handshake fails, the socket is freed.</summary>
    /// <exception cref="AuthenticationException">The TLS handshake failed.</exception>
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
            transport.gate.IsActive = true;
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
            gate.IsActive = true;
        }
        catch (Exception exception) when (!dropped && !gate.HasReceived)
        {
            throw new IOException("The peer sent nothing.", exception);
        }
        catch (Exception exception) when (!dropped)
        {
            var reason = deadline.IsCancellationRequested ? $"it was not complete after {limit.TotalSeconds:0.###} s" : Reason(exception);
            throw new AuthenticationException($"The TLS handshake with {Remote} failed: {reason}", exception);
        }
        catch (Exception exception)
        {
            throw new IOException("The transport was dropped during the TLS handshake.", exception);
        }
    }

    /// <summary>
    /// Returns the reason why a TLS handshake failed. The reason includes the message of the inner exception, which is often more precise.
    /// </summary>
    public static string Reason(Exception exception)
    {
        var reason = (
            exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message
        ).ReplaceLineEndings(" ");
        return reason.Contains(NoRecord, StringComparison.Ordinal) ? $"{reason.TrimEnd('.')}. The peer did not use TLS" : reason;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        await gate.ReadLock.WaitAsync().ConfigureAwait(false);
        try
        {
            return await tls.ReadAsync(into).ConfigureAwait(false);
        }
        finally
        {
            gate.ReadLock.Release();
        }
    }

    /// <summary>
    /// Sends close_notify (RFC 8446 §6.1) and then ends the TCP stream. Some peers wait for close_notify, and others wait for the end of
    /// the TCP stream.
    /// </summary>
    public override async ValueTask EndAsync()
    {
        try
        {
            await SendCloseNotifyAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // If the handshake is incomplete or the connection is broken, it is sufficient to end the TCP stream.
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

    private async Task SendCloseNotifyAsync()
    {
        Task notifying;
        await gate.ReadLock.WaitAsync().ConfigureAwait(false);
        try
        {
            notifying = tls.ShutdownAsync();
        }
        finally
        {
            gate.ReadLock.Release();
        }

        await notifying.ConfigureAwait(false);
    }

    protected override ValueTask WriteAsync(ReadOnlyMemory<byte> part) => tls.WriteAsync(part);
}
