using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>What a tester talks over: a TCP connection, with TLS or without it, a stream of HTTP/2, or one in memory.</summary>
internal sealed class Link
{
    /// <summary>The time for each step of an end.</summary>
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

    /// <summary>The time of the conversation.</summary>
    public Stopwatch Clock { get; }

    public LinkReader Reader { get; }

    public LinkWriter Writer { get; }

    /// <summary>Over TCP. The socket is the link's from now on.</summary>
    public static Link Over(Socket socket, Stopwatch clock) =>
        new(socket, new NetworkStream(socket, ownsSocket: true), Option<SslStream>.None, clock);

    /// <summary>Over a stream in memory, which is the link's from now on.</summary>
    public static Link Over(DuplexStream stream, Stopwatch clock) =>
        new(stream, Option<SslStream>.None, () => stream.Available, stream.EndWriting, clock);

    /// <summary>
    /// Over a stream of HTTP/2, which is the link's from now on. The framework's has no end of one direction: it is reset when the link
    /// has ended.
    /// </summary>
    public static Link OverHttp2(Stream stream, Stopwatch clock) =>
        new(stream, Option<SslStream>.None, static () => 0, static () => { }, clock);

    /// <summary>
    /// Over TLS on TCP: what comes after the handshake that <paramref name="shake"/> does. When it fails its exception is thrown, and the
    /// socket gone. The socket is the link's from now on.
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
    /// Ends it in order: what was queued is written, the peer is told that no more comes, and then waited for, so that what is on its way
    /// to the peer is not destroyed by a reset. Each step has its time, and the end comes in any case. Nobody else uses the link any
    /// more.
    /// </summary>
    /// <param name="flush">The time for what was queued.</param>
    /// <param name="stop">Spares the wait for the peer.</param>
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
            // It ends all the same.
        }
        finally
        {
            Reader.Dispose();
            await plain.DisposeAsync().ConfigureAwait(false);
            if (secured.Case is SslStream tls) await tls.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends it in order, with a second for what was queued.</summary>
    public Task EndAsync(CancellationToken stop) => EndAsync(EndPatience, stop);

    private async Task EndOutputAsync()
    {
        if (secured.Case is SslStream tls) await tls.ShutdownAsync().WaitAsync(EndPatience, CancellationToken.None).ConfigureAwait(false);
        endWriting();
    }
}
