namespace Pure.WebSockets;

/// <summary>
/// The state of a connection, as immutable data with value equality. <see cref="Protocol.Step"/> and the functions of <see cref="Kernel"/>
/// compute the next state from a state and an input. <see cref="Snapshot"/> converts a state to bytes and back.
/// </summary>
public sealed record Connection
{
    private Connection(Role role, ConnectionOptions options, Phase phase, Agreement agreement)
    {
        Role = role;
        Options = options;
        Phase = phase;
        Agreement = agreement;
    }

    /// <summary>The role of this endpoint in the connection.</summary>
    public Role Role { get; }

    /// <summary>The options of the connection.</summary>
    public ConnectionOptions Options { get; }

    /// <summary>The phase of the connection.</summary>
    public Phase Phase { get; internal init; }

    /// <summary>The result of the opening handshake. The value is <see cref="Agreement.Plain"/> until the handshake is complete.</summary>
    public Agreement Agreement { get; internal init; }

    /// <summary>The running timer, or <see cref="TimerKind.None"/> if no timer is running.</summary>
    public TimerKind Timer { get; internal init; }

    /// <summary>
    /// Whether the state stores input that <see cref="Input.Continue"/> can process. The step that returned this state reported the same
    /// value in <see cref="Transition.InputWaits"/>. Use this property for a state that was restored from a <see cref="Snapshot"/>, because
    /// no <see cref="Transition"/> exists for that state.
    /// </summary>
    public bool InputWaits => StepBuffer.Waits && Phase is not Phase.AwaitingAnswer;

    /// <summary>The partially received frame and message.</summary>
    internal Receiving Receiving { get; init; }

    /// <summary>The partially sent message.</summary>
    internal Sending Sending { get; init; }

    /// <summary>
    /// The compression context for messages from the peer. The value is null if compression was not agreed on. The value becomes null when
    /// the peer's close frame has been received or the connection has ended.
    /// </summary>
    internal InflateContext? Inflation { get; init; }

    /// <summary>
    /// The compression context for messages to the peer. The value is null if compression was not agreed on. The value becomes null when
    /// this side has sent a close frame or the connection has ended.
    /// </summary>
    internal DeflateContext? Deflation { get; init; }

    /// <summary>
    /// The input and the pieces of a message that <see cref="Protocol.Step"/> stores between two steps. The functions of
    /// <see cref="Kernel"/> do not process this data.
    /// </summary>
    internal StepBuffer StepBuffer { get; init; } = StepBuffer.Empty;

    /// <summary>Creates a server connection that has not received any bytes yet.</summary>
    public static Connection Server(ConnectionOptions options) => new(Role.Server, options, new Phase.AwaitingRequest(), Agreement.Plain);

    /// <summary>
    /// Creates a client connection that has not sent its request yet. <see cref="Input.Start"/> sends the request. Returns a
    /// <see cref="Misuse"/> if the offer or the nonce is invalid.
    /// </summary>
    /// <param name="offer">The content of the request to the server.</param>
    /// <param name="nonce">16 random bytes from a cryptographic generator. Each connection needs new bytes.</param>
    /// <param name="options">The options of the connection.</param>
    public static Either<Misuse, Connection> Client(UpgradeOffer offer, ByteString nonce, ConnectionOptions options) =>
        ClientHandshake
            .Request(offer, nonce, options.CompressionOffers)
            .Map(_ => new Connection(Role.Client, options, new Phase.AwaitingResponse(offer, nonce.ToArray()), Agreement.Plain));

    /// <summary>
    /// Creates a connection whose opening handshake was performed by another program, such as a web server or an HTTP/2 implementation (RFC
    /// 8441). The agreement determines whether messages are compressed. Only two of the compression options have an effect:
    /// <see cref="CompressionOptions.Level"/> and <see cref="CompressionOptions.MinBytes"/>.
    /// </summary>
    public static Connection CreateOpen(Role role, Agreement agreement, ConnectionOptions options) =>
        new Connection(role, options, Phase.Open.Instance, agreement).WithContexts();

    /// <summary>Returns the state with new compression contexts, or the same state if compression was not agreed on.</summary>
    internal Connection WithContexts() =>
        Agreement.Compression.Case is not DeflateParameters agreed
            ? this
            : this with
            {
                Inflation =
                    Role == Role.Server
                        ? InflateContext.Create(agreed.ClientMaxWindowBits, !agreed.ClientNoContextTakeover)
                        : InflateContext.Create(agreed.ServerMaxWindowBits, !agreed.ServerNoContextTakeover),
                Deflation =
                    Role == Role.Server
                        ? DeflateContext.Create(
                            agreed.ServerMaxWindowBits,
                            !agreed.ServerNoContextTakeover,
                            Options.Compression.IfNone(CompressionOptions.Default).Level
                        )
                        : DeflateContext.Create(
                            agreed.ClientMaxWindowBits,
                            !agreed.ClientNoContextTakeover,
                            Options.Compression.IfNone(CompressionOptions.Default).Level
                        ),
            };

    /// <summary>Creates a state from values that were read from a snapshot.</summary>
    internal static Connection Restore(Role role, ConnectionOptions options, Phase phase, Agreement agreement) =>
        new(role, options, phase, agreement);
}
