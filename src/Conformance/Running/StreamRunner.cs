using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Runs cases against a function that communicates over a stream. The tester and the function use the two ends of an in-memory duplex
/// stream. The tester, the timers and the judgement are the same as in the other runners.
/// </summary>
/// <param name="role">The role of the function. In the client role, the function sends the opening request over the stream.</param>
/// <param name="converse">The function to test. Its end of the stream is disposed when the function returns or throws an exception.</param>
/// <param name="options">The tester's options for settings that a case does not define.</param>
/// <param name="target">The target that determines the content of the opening requests to a server.</param>
internal sealed class StreamRunner(Role role, Func<Stream, Task> converse, TesterOptions options, TestTarget target)
{
    /// <summary>
    /// Runs a case to its end. If the function throws an exception, the exception is returned with the result. The exception is not an
    /// error of the run, because the function may throw an exception if its input is invalid.
    /// </summary>
    public async Task<(CaseResult Result, Option<Exception> Thrown)> RunAsync(Case running, CancellationToken stop)
    {
        var run = new CaseRun(
            running,
            role == Role.Server ? Role.Client : Role.Server,
            CompressedMessages.For(Seq.create(running)),
            options
        );
        var (ours, theirs) = DuplexStream.Pair();
        var link = Link.Over(ours, Stopwatch.StartNew());
        var conversing = Task.Run(() => ConverseAsync(theirs), CancellationToken.None);
        try
        {
            var due = options.OpeningLimit;
            var (opening, trailing, head) =
                role == Role.Server
                    ? await AskAsync(link, running, due, stop).ConfigureAwait(false)
                    : await AnswerAsync(link, running, due, stop).ConfigureAwait(false);
            await Conversation.HoldAsync(run, running, link, opening, trailing, head, stop).ConfigureAwait(false);
        }
        finally
        {
            await link.EndAsync(stop).ConfigureAwait(false);
        }

        // Wait at most one second for the function to return, because the function might continue after its stream has ended.
        await Task.WhenAny(conversing, Task.Delay(Link.EndPatience, stop)).ConfigureAwait(false);
        return (run.ToResult(), conversing.IsCompletedSuccessfully ? await conversing.ConfigureAwait(false) : Option<Exception>.None);
    }

    private async Task<Option<Exception>> ConverseAsync(DuplexStream stream)
    {
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                await converse(stream).ConfigureAwait(false);
                return Option<Exception>.None;
            }
            catch (Exception error)
            {
                return error;
            }
        }
    }

    /// <summary>
    /// Performs the opening handshake in the client role. Returns the result of the handshake, and the bytes that were received after the
    /// head of the response.
    /// </summary>
    private async Task<(TranscriptEntry Entry, ByteString Trailing, IReadOnlyList<ByteString> Head)> AskAsync(
        Link link,
        Case running,
        TimeSpan due,
        CancellationToken stop
    )
    {
        var (entry, trailing) = await TcpOpening.OpenAsync(link, TcpOpening.For(target, running), due, stop).ConfigureAwait(false);
        return (entry, trailing, []);
    }

    /// <summary>
    /// Performs the opening handshake in the server role. Returns the result of the handshake, the bytes that were received after the head
    /// of the request, and the head of the response.
    /// </summary>
    private static async Task<(TranscriptEntry Entry, ByteString Trailing, IReadOnlyList<ByteString> Head)> AnswerAsync(
        Link link,
        Case running,
        TimeSpan due,
        CancellationToken stop
    )
    {
        var incoming = new IncomingHead();
        while (true)
        {
            if ((await link.Reader.ReadAsync(due, stop).ConfigureAwait(false)).Case is not ByteString octets)
                return (
                    Failed($"no request within {due.TotalSeconds:0.###} s, only {incoming.Shown()}", timedOut: true),
                    ByteString.Empty,
                    []
                );
            if (octets.Length == 0)
                return (
                    Failed($"the client ended the transport before its request was complete: {incoming.Shown()} came"),
                    ByteString.Empty,
                    []
                );
            if (incoming.Read(octets.Memory).Case is not Either<HandshakeError, (ByteString Head, ByteString Trailing)> read)
                continue;
            return read.Match(
                Right: request =>
                    ServerOpening.Answer(request.Head, running) is var (response, entry)
                        ? (entry, request.Trailing, running.Opening.ToWrites(response))
                        : default,
                Left: error => (Failed($"{error.Seen} ({error.Rule})"), ByteString.Empty, [ServerOpening.Refuse(error)])
            );
        }

        static TranscriptEntry Failed(string why, bool timedOut = false) => new TranscriptEntry.NotOpened(why, timedOut, "", "");
    }
}
