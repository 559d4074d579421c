using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>What the opening handshake tells; a server's answer to the upgrade request, and the start of the application.</content>
public sealed partial class WebSocketConnection
{
    private UpgradeRequest? asked;

    /// <summary>The response that refused a client; null when there was none.</summary>
    internal RefusedResponse? RefusedBy { get; private set; }

    /// <summary>Somebody else has made the opening handshake.</summary>
    internal void OpensAlready()
    {
        lock (gate) Opens(Agreement);
    }

    private void OpensNow(Agreement agreement)
    {
        Opens(agreement);
        ObserveHandshake("opened");
    }

    /// <summary>What of the opening handshake the loop or the owner has to know. Under the lock.</summary>
    private void Note(Effect notice)
    {
        if (notice is Effect.UpgradeRequested requested) asked = requested.Request;
        else if (notice is Effect.Opened opened)
        {
            opened.Response.IfSome(response => ResponseHeaders = response.Headers);
            OpensNow(opened.Agreement);
        }
        else if (notice is Effect.UpgradeRefused refused) RefusedBy = refused.Response;
    }

    private void Answer()
    {
        var request = asked!;
        asked = null;
        lock (gate)
        {
            // It was a request, and then the client sent on without waiting for an answer.
            if (state.Phase is not Phase.AwaitingAnswer) return;
        }

        Request = request;
        BeginTrace(request);
        var answer = AskOwner(request);
        InvalidOperationException? misuse = null;
        bool open;
        lock (gate)
        {
            var progress = answer.Match(Right: acceptance => Kernel.Accept(state, acceptance), Left: rejection => Kernel.Reject(state, rejection));
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
        if (open) StartApplication();
    }

    private Either<Rejection, Acceptance> AskOwner(UpgradeRequest request)
    {
        try
        {
            var answer = owner.Answer(request);
            return answer.IsBottom ? throw new InvalidOperationException("The accept hook returned neither an acceptance nor a rejection.") : answer;
        }
        catch (Exception exception)
        {
            owner.Report(exception);
            return Rejection.Of(500);
        }
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
