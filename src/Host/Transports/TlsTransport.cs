using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Pure.WebSockets.Host;

/// <summary>TLS over TCP.</summary>
internal sealed class TlsTransport : StreamTransport
{
    /// <summary>The start of .NET's message for bytes that do not form a TLS record (RFC 8446 §5.1).</summary>
    private const string NoRecord = "Cannot determine the frame size";

    private readonly SocketTransport tcp;
    private readonly TlsReadGate gate;
    private readonly SslStream tls;
    private readonly SslServerAuthenticationOptions? server;
    private volatile bool dropped;

    /// <summary>Creates a server's transport. The handshake has not taken place yet.</summary>
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

    /// <summary>Creates a client's transport and performs the handshake. If the handshake fails, the socket is freed.</summary>
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

    /// <summary>Returns the reason for a failed handshake. .NET puts it into the inner exception.</summary>
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
    /// Sends close_notify, then ends the TCP stream, because some peers look for the former and others for the latter (RFC 8446 §6.1).
    /// </summary>
    public override async ValueTask EndAsync()
    {
        try
        {
            await SendCloseNotifyAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The handshake is incomplete or the connection is broken. The end of the TCP stream is enough.
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
