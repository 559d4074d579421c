namespace Pure.WebSockets;

/// <summary>
/// The WebSocket protocol (RFC 6455) as one pure function. It does no I/O, reads no clock and draws no random number. A connection is a
/// fold of <see cref="Step"/> over its inputs. It can therefore be tested without a socket, simulated in virtual time, recorded,
/// replayed, forked, saved and resumed, and driven by any server.
/// </summary>
/// <remarks>
/// Equal states and equal inputs give equal results, whatever was stepped before and on whatever thread. Internally, successive states
/// share append-only buffers and a cache of search tables (<see cref="DeflateContext"/>). A state takes these buffers over with one atomic
/// operation, or creates its own. No result depends on them; only time and memory do. Stepping an old state of a compressed connection
/// rebuilds its tables. A state keeps the buffers that it refers to alive.
/// </remarks>
/// <example>
/// An echo:
/// <code>
/// var start = Connection.Server(ConnectionOptions.Default);
/// var (next, outputs, effects, _) = Protocol.Run(start, new Input.Received(bytes), effect => effect switch
/// {
///     Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
///     Effect.Message message => [new Input.Send(message.Kind, message.Data)],
///     _ => [],
/// });
/// </code>
/// </example>
public static class Protocol
{
    /// <summary>
    /// Applies <paramref name="input"/> to <paramref name="connection"/>. It does not throw for any bytes that a peer can send. The old
    /// state does not change: stepping it again gives an equal result.
    /// </summary>
    /// <remarks>
    /// The application may answer an upgrade request, the opening, a message or a piece of one, a ping, or a pong. If more input waits
    /// after such an effect, the step stops there, so that the answer comes before the effects of that input. In this case
    /// <see cref="Transition.InputWaits"/> is true, and <see cref="Input.Continue"/> processes the input. <see cref="Run"/> does all of
    /// this.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    public static Transition Step(Connection connection, Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var stepping = new Stepping(connection);
        stepping.Take(input);
        return stepping.ToTransition();
    }

    /// <summary>
    /// Calls <see cref="Step"/> until no input waits. The application answers each effect when it occurs. Its answers are applied
    /// immediately, in their order, and before the input that waits.
    /// </summary>
    /// <param name="connection">The state.</param>
    /// <param name="input">The input.</param>
    /// <param name="answer">
    /// Returns the application's inputs in answer to an effect. For most effects the list is empty. The function is also called for the
    /// effects of its own answers. Its exceptions reach the caller.
    /// </param>
    /// <returns>
    /// The next state, and all outputs and effects in order. No input waits in the state, except after an upgrade request that
    /// <paramref name="answer"/> did not answer. In that case, run the answer later.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> or <paramref name="answer"/> is null.</exception>
    public static Transition Run(Connection connection, Input input, Func<Effect, IEnumerable<Input>> answer)
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

    /// <summary>The answers that have not been applied yet. Answers to a newer effect come first.</summary>
    private struct Answers
    {
        private List<Input>? stack;
        private int answered;

        public void To(in Stepping stepping, Func<Effect, IEnumerable<Input>> answer)
        {
            var from = stack?.Count ?? 0;
            for (; answered < stepping.Effects; answered++)
            {
                foreach (var input in answer(stepping.EffectAt(answered))) (stack ??= []).Add(input);
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
