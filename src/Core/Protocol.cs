namespace Pure.WebSockets;

/// <summary>
/// The WebSocket protocol (RFC 6455) as one pure function. It does no I/O, reads no clock, draws no random number and keeps nothing
/// between calls: a connection is a fold of <see cref="Step"/> over what happened to it. So it can be tested without a socket, simulated
/// in virtual time, recorded, replayed, forked, saved and resumed, and driven by any server.
/// </summary>
/// <example>
/// An echo:
/// <code>
/// var start = Connection.Server(ConnectionOptions.Default);
/// var (next, outputs, effects, _) = Protocol.Run(start, new Input.Received(bytes), effect => effect switch
/// {
///     Effect.UpgradeRequested => Seq.create&lt;Input&gt;(new Input.Accept(Acceptance.Plain)),
///     Effect.Message message => Seq.create&lt;Input&gt;(new Input.Send(message.Kind, message.Data)),
///     _ => Seq&lt;Input&gt;.Empty,
/// });
/// </code>
/// </example>
public static class Protocol
{
    /// <summary>
    /// What follows when <paramref name="input"/> happens to <paramref name="connection"/>. It throws for nothing that a peer can send.
    /// The old state stays what it was: stepping it again gives the same again.
    /// </summary>
    /// <remarks>
    /// A step stops after each effect that the application may answer, an upgrade request, the opening, a message or a piece of one, a
    /// ping, a pong, where more input waits after it, so that its answer comes before what follows. <see cref="Transition.InputWaits"/>
    /// says so, and <see cref="Input.Continue"/> goes on. <see cref="Run"/> does all of that.
    /// </remarks>
    public static Transition Step(Connection connection, Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var stepping = new Stepping(connection);
        stepping.Take(input);
        return stepping.ToTransition();
    }

    /// <summary>
    /// Steps until nothing is left to do: each effect is answered as it comes, the answers are taken at once, in their order, and then
    /// the input that waits. What it gives is what <see cref="Step"/> gives, put together.
    /// </summary>
    /// <param name="connection">The state.</param>
    /// <param name="input">What happens.</param>
    /// <param name="answer">
    /// What the application does when something happened: of each effect, those of its own answers included, the inputs that follow; none
    /// for most. Whatever it throws comes out of this call.
    /// </param>
    /// <returns>
    /// The next state, and all outputs and effects in their order. No input waits in it, but after an upgrade request that
    /// <paramref name="answer"/> left open: then run its answer later.
    /// </returns>
    public static Transition Run(Connection connection, Input input, Func<Effect, Seq<Input>> answer)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(answer);
        var stepping = new Stepping(connection);
        var answers = default(Answers);
        stepping.Take(input);
        while (true)
        {
            answers.To(stepping, answer);
            if (answers.TryNext(out var next)) stepping.Take(next);
            else if (stepping.CanContinue) stepping.Continue();
            else return stepping.ToTransition();
        }
    }

    /// <summary>The answers that are not taken yet. Those to an effect come before those that were there already.</summary>
    private struct Answers
    {
        private List<Input>? stack;
        private int answered;

        public void To(in Stepping stepping, Func<Effect, Seq<Input>> answer)
        {
            var from = stack?.Count ?? 0;
            for (; answered < stepping.Effects; answered++)
            {
                // Most effects have no answer: those cost no enumeration.
                var inputs = answer(stepping.EffectAt(answered));
                if (inputs.IsEmpty) continue;
                foreach (var input in inputs) (stack ??= []).Add(input);
            }

            if (stack is not null && stack.Count - from > 1) stack.Reverse(from, stack.Count - from);
        }

        public readonly bool TryNext(out Input next)
        {
            next = stack is [.., var last] ? last : null!;
            if (next is null) return false;
            stack!.RemoveAt(stack.Count - 1);
            return true;
        }
    }
}
