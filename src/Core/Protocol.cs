namespace Pure.WebSockets;

/// <summary>
/// The WebSocket protocol (RFC 6455) as one pure function. The function performs no I/O, reads no clock and generates no random numbers.
/// <see cref="Step"/> computes the next state of a connection from the current state and an input. A connection can therefore be tested
/// without a socket, simulated in virtual time, recorded and replayed. A connection can also be copied, saved, resumed and embedded in any
/// server.
/// </summary>
/// <remarks>
/// Equal states and equal inputs produce equal results, regardless of earlier steps and of the calling thread. Internally, successive
/// states share append-only buffers and the search tables of a <see cref="DeflateContext"/>. A step reserves the shared buffers and tables
/// for the next state with atomic operations. If a newer state has already reserved the buffers and tables, the step creates new buffers
/// and tables. The shared buffers and tables affect the time and the memory that a step needs, but not the result of the step. The buffers
/// and tables stay in memory until no state refers to them.
/// </remarks>
/// <example>
/// An echo server:
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
    /// Applies the input to the connection. Bytes from the peer never cause an exception. The old state does not change, so applying the
    /// same input again returns an equal result.
    /// </summary>
    /// <remarks>
    /// The application can answer an effect that reports an upgrade request, an opened connection, a message, a piece of a message, a ping
    /// or a pong. If more input follows such an effect, the step stops after the effect. The application's answer is then processed before
    /// the remaining input. <see cref="Transition.InputWaits"/> reports whether <see cref="Input.Continue"/> can process the remaining
    /// input. <see cref="Run"/> processes the remaining input automatically.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentException">The type of the input is defined in another assembly.</exception>
    public static Transition Step(Connection connection, Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var stepping = new Stepping(connection);
        stepping.Take(input);
        return stepping.ToTransition();
    }

    /// <summary>
    /// Applies the input like <see cref="Step"/>, and then continues until no input is waiting. The method calls the answer function for
    /// each effect. The inputs that the function returns are applied in order, before the waiting input is processed.
    /// </summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="input">The input.</param>
    /// <param name="answer">
    /// A function that returns the inputs with which the application answers an effect. If the application does not answer an effect, the
    /// function must return an empty list. The function is also called for the effects that its own answers cause. If the function throws
    /// an exception, the exception is passed to the caller.
    /// </param>
    /// <returns>
    /// The next state, and all outputs and effects in order. The next state stores waiting input only if the answer function did not answer
    /// an upgrade request. In this case, answer the request in a later call.
    /// </returns>
    /// <exception cref="ArgumentNullException">The input or the answer function is null.</exception>
    /// <exception cref="ArgumentException">The type of the input, or of an answer, is defined in another assembly.</exception>
    /// <exception cref="InvalidOperationException">The answer function returned null or a list that contains null.</exception>
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

    /// <summary>
    /// The inputs from the answer function that have not been applied yet. If an input causes further effects, the answers to these effects
    /// are applied before the remaining inputs.
    /// </summary>
    private struct Answers
    {
        private List<Input>? stack;
        private int answered;

        public void To(in Stepping stepping, Func<Effect, IEnumerable<Input>> answer)
        {
            var from = stack?.Count ?? 0;
            for (; answered < stepping.Effects; answered++)
            {
                var inputs = answer(stepping.EffectAt(answered))
                    ?? throw new InvalidOperationException("answer returned null. It must return an empty list if it has no inputs.");
                foreach (var input in inputs)
                    (stack ??= []).Add(input ?? throw new InvalidOperationException("answer returned a list that contains null."));
            }

            if (stack is not null && stack.Count - from > 1) stack.Reverse(from, stack.Count - from);
        }

        public readonly bool TryNext(out Input next)
        {
            next = null!;
            if (stack is not [.., var last]) return false;
            stack.RemoveAt(stack.Count - 1);
            next = last;
            return true;
        }
    }
}
