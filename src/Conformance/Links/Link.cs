using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>The tester's transport, which is a TCP connection (with or without TLS), an HTTP/2 stream or an in-memory stream.</summary>
internal sealed class Link
{
    /// <summary>
    /// The time limit for each step of closing a link. A caller can set a different limit for the first step, in which the queued bytes are
    /// written.
    /// </summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly Stream plain;
    private readonly Option<SslStream> secured;
    private readonly Action endWriting;

    private Link(Stream plain, Option<SslStream> secured, Func<int> available, Action endWriting, Stopwatch clock)
    {
        (this.plain, this.secured, this.endWriting, Clock) = (plain, secured, endWriting, clock);
        var stream = secured.Match(Some: tls => tls, None: () => plain);
        Reader = new LinkReader(stream, available, clock);
        Writer = new LinkWriter(stream, EndOutputAsync);
    }

    private Link(Socket socket, NetworkStream plain, Option<SslStream> secured, Stopwatch clock)
        : this(plain, secured, () => socket.Available, () => socket.Shutdown(SocketShutdown.Send), clock)
    {
    }

    /// <summary>The clock with which all times on this link are measured.</summary>
    public Stopwatch Clock { get; }

    public LinkReader Reader { get; }

    public LinkWriter Writer { get; }

    /// <summary>Creates a link over TCP. The link owns the socket.</summary>
    public static Link Over(Socket socket, Stopwatch clock) =>
        new(socket, new NetworkStream(socket, ownsSocket: true), Option<SslStream>.None, clock);

    /// <summary>Creates a link over a TCP connection whose TLS handshake is complete. The link owns the socket and the stream.</summary>
    public static Link Over(Socket socket, SslStream tls, Stopwatch clock) =>
        new(tls, tls, () => socket.Available, () => socket.Shutdown(SocketShutdown.Send), clock);

    /// <summary>Creates a link over an in-memory stream. The link owns the stream.</summary>
    public static Link Over(DuplexStream stream, Stopwatch clock) =>
        new(stream, Option<SslStream>.None, () => stream.Available, stream.EndWriting, clock);

    /// <summary>
    /// Creates a link over an HTTP/2 stream. The link owns the stream. .NET cannot end only one direction of an HTTP/2 stream, so closing
    /// the link resets the stream.
    /// </summary>
    public static Link OverHttp2(Stream stream, Stopwatch clock) =>
        new(stream, Option<SslStream>.None, static () => 0, static () => { }, clock);

    /// <summary>
    /// Creates a link over TCP with TLS. The function <paramref name="shake"/> performs the TLS handshake. If the handshake fails, the
    /// socket is closed and the exception is rethrown. The link owns the socket.
    /// </summary>
    public static async Task<Link> OverTlsAsync(
        Socket socket,
        Stopwatch clock,
        Func<SslStream, CancellationToken, Task> shake,
        CancellationToken limit
    )
    {
        var tcp = new NetworkStream(socket, ownsSocket: true);
        var tls = new SslStream(tcp, leaveInnerStreamOpen: false);
        try
        {
            await shake(tls, limit).ConfigureAwait(false);
            return new Link(socket, tcp, tls, clock);
        }
        catch (Exception)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Closes the link gracefully. This method waits until the queued bytes are written, ends the output, and waits until the peer ends
    /// its own output. Without the last wait, a TCP reset could destroy data in transit. Each step has a time limit, so this method
    /// always closes the link. The link must not be used after this call.
    /// </summary>
    /// <param name="flush">The time limit for writing the queued bytes.</param>
    /// <param name="stop">The token that cancels the wait for the peer.</param>
    public async Task EndAsync(TimeSpan flush, CancellationToken stop)
    {
        try
        {
            await Writer.Written.WaitAsync(flush, CancellationToken.None).ConfigureAwait(false);
            await EndOutputAsync().ConfigureAwait(false);
            var due = Clock.Elapsed + EndPatience;
            while (Clock.Elapsed < due && !Reader.HasEnded) await Reader.ReadAsync(due, stop).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or SocketException
                        or ObjectDisposedException
                        or InvalidOperationException
                        or TimeoutException
                        or OperationCanceledException
            )
        {
            // The link is closed even if one of these steps fails.
        }
        finally
        {
            Reader.Dispose();
            await plain.DisposeAsync().ConfigureAwait(false);
            if (secured.Case is SslStream tls) await tls.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the link gracefully. The time limit for writing the queued bytes is one second.</summary>
    public Task EndAsync(CancellationToken stop) => EndAsync(EndPatience, stop);

    private async Task EndOutputAsync()
    {
        if (secured.Case is SslStream tls) await tls.ShutdownAsync().WaitAsync(EndPatience, CancellationToken.None).ConfigureAwait(false);
        endWriting();
    }
}
