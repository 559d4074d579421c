using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <content>The application's side of receiving.</content>
public sealed partial class WebSocketConnection
{
    private readonly ReceiveSignal receiver = new();
    private CancellationTokenRegistration registration;
    private CancellationToken registered;

    private bool NothingToTake => NothingMoreComes || inbox.Discarding;

    /// <summary>All messages, one after the other, until the connection ends; how it ended is <see cref="Closed"/>. No ending is an exception, neither a normal nor a broken one.</summary>
    /// <param name="cancellationToken">Stops the waiting, by an <see cref="OperationCanceledException"/>; no message is lost by it and the connection goes on.</param>
    /// <remarks><b>A message's memory is valid until the next one is asked for.</b> See <see cref="Message.Copy"/>.</remarks>
    public async IAsyncEnumerable<Message> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message) yield return message;
    }

    /// <summary>The next message; null when the connection has ended and all that came before is taken.</summary>
    /// <param name="cancellationToken">Stops the waiting; no message is lost by it and the connection goes on.</param>
    /// <exception cref="InvalidOperationException">Another receive is under way.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    /// <remarks><b>The message's memory is valid until the next call.</b> See <see cref="Message.Copy"/>.</remarks>
    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<Message?>(cancellationToken);
        lock (gate)
        {
            if (receiver.UnderWay) return ValueTask.FromException<Message?>(new InvalidOperationException("A receive is under way on this connection: there is one at a time."));
            var ready = inbox.TryTake(out var message);
            ResumeReading();
            if (ready) return new ValueTask<Message?>(message);
            if (NothingToTake) return default;
            var receiving = receiver.Begin();
            CancelWith(cancellationToken);

            // The token may have been cancelled, and have called, just before the wait began.
            if (cancellationToken.IsCancellationRequested) CancelReceive(cancellationToken);
            return receiving;
        }
    }

    /// <summary>Whether a receive waits that can be completed now with what <see cref="Inbox.TryTake"/> gives, or with the end. Under the lock; who gets true completes it, outside.</summary>
    private bool ClaimReceiver()
    {
        if (!receiver.Waiting || !NothingToTake) return false;
        receiver.Waiting = false;
        return true;
    }

    /// <summary>The same for a message that has just come.</summary>
    private bool ClaimReceiver(out Message message)
    {
        message = default;
        if (!receiver.Waiting || !inbox.TryTake(out message)) return false;
        receiver.Waiting = false;
        return true;
    }

    // An application passes the same token again and again: it stays registered for as long.
    private void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken == registered) return;
        registration.Unregister();
        registered = cancellationToken;
        registration = cancellationToken.UnsafeRegister(static (connection, token) => ((WebSocketConnection)connection!).CancelReceive(token), this);
    }

    private void CancelReceive(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!receiver.Waiting || registered != cancellationToken) return;
            receiver.Waiting = false;
        }

        receiver.Cancel(cancellationToken);
    }
}
