using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>What the opening handshake tells; a server's answer to the upgrade request, and the start of the application.</content>
public sealed partial class WebSocketConnection
{
    // A record; or the octets that it is read from when somebody asks for it; or a plain request that is being read.
    private object request = NoRequest;

    // What a client's response said.
    private OpeningResponse? response;

    /// <summary>The request that opened the connection: its path, its fields. At a client, the one that it sent.</summary>
    public UpgradeRequest Request
    {
        get
        {
            if (Volatile.Read(ref request) is not byte[] octets) return request as UpgradeRequest ?? NoRequest;
            Interlocked.CompareExchange(ref request, WrittenRequest.Read(octets), octets);
            return (UpgradeRequest)request;
        }

        internal set => Volatile.Write(ref request, value);
    }

    /// <summary>
    /// At a client, the fields of the response that opened the connection; empty at a server, and where nobody says which it was.
    /// </summary>
    public Seq<Header> ResponseHeaders
    {
        get => response?.Headers ?? Seq<Header>.Empty;
        internal set => response = new OpeningResponse(value, Refusal: null);
    }

    /// <summary>The response that refused a client; null when there was none.</summary>
    internal RefusedResponse? RefusedBy => response?.Refusal;

    // The request before there is one, and where nobody says which it was.
    private static UpgradeRequest NoRequest { get; } =
        new("", Option<string>.None, Seq<string>.Empty, Seq<ExtensionOffer>.Empty, Seq<Header>.Empty);

    /// <summary>Somebody else has made the opening handshake.</summary>
    internal void OpensAlready()
    {
        lock (gate) Opens();
    }

    /// <summary>What of the opening handshake the loop or the owner has to know. Under the lock.</summary>
    private void Note(Effect notice)
    {
        if (notice is Effect.Opened opened)
        {
            opened.Response.IfSome(head => ResponseHeaders = head.Headers);
            Opens();
            ObserveHandshake("opened");
        }
        else if (notice is Effect.UpgradeRefused refused) response = new OpeningResponse(Seq<Header>.Empty, refused.Response);
    }

    /// <summary>What came before the request is whole, for the hook that answers plain ones.</summary>
    private void ReadPlainRequest()
    {
        if (options.RespondToPlain is null) return;
        if (request is not PlainRequest plain) request = plain = new PlainRequest();
        plain.Receive(input.Bytes.Span, state.Options.Limits.MaxHeadBytes, options);
    }

    /// <summary>
    /// Asks the owner for the answer to the upgrade request, and applies it. The task completes at once, unless the answer is asynchronous.
    /// </summary>
    private Task AnswerAsync()
    {
        if (State.Phase is not Phase.AwaitingAnswer(var asked)) return Task.CompletedTask;
        Request = asked;
        BeginTrace(asked);
        var answering = owner.AnswerAsync(this, asked);
        if (!answering.IsCompleted) return AnswerLaterAsync(asked, answering);
        Answer(asked, answering.Result);
        return Task.CompletedTask;
    }

    private async Task AnswerLaterAsync(UpgradeRequest asked, ValueTask<Either<Rejection, Acceptance>> answering) =>
        Answer(asked, await answering.ConfigureAwait(false));

    private void Answer(UpgradeRequest asked, Either<Rejection, Acceptance> answer)
    {
        InvalidOperationException? misuse = null;
        bool open;
        lock (gate)
        {
            var progress = answer.Match(
                Right: acceptance => Kernel.Accept(state, acceptance),
                Left: rejection => Kernel.Reject(state, rejection)
            );
            if (RefusalOf(progress) is { } refusal && state.Phase is Phase.AwaitingAnswer)
            {
                misuse = new WebSocketMisuseException(refusal);
                progress = Kernel.Reject(state, Rejection.Of(500));
            }

            Apply(progress);
            open = state.Phase is Phase.Open;
        }

        if (misuse is not null) owner.Report(misuse);
        Flush();
        if (!open) return;

        // Most applications have seen all that they want of it in the accept hook.
        request = WrittenRequest.Of(asked);
        StartApplication();
    }

    // After the answer is written, so that the client need not wait for an application that is slow to begin.
    private void StartApplication()
    {
        foldingThread = Environment.CurrentManagedThreadId;
        try
        {
            owner.Opened(this);
        }
        finally
        {
            foldingThread = 0;
        }
    }
}
