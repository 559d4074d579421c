namespace Pure.WebSockets;

/// <summary>
/// The state of a connection: immutable plain data with value equality. Everything that happens on the connection is a fold of
/// <see cref="Protocol.Step"/>, or of the functions of <see cref="Kernel"/>, over it. <see cref="Snapshot"/> writes it to bytes and reads
/// it back.
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

    /// <summary>Whether this is the client or the server.</summary>
    public Role Role { get; }

    /// <summary>The options.</summary>
    public ConnectionOptions Options { get; }

    /// <summary>The phase of the connection.</summary>
    public Phase Phase { get; internal init; }

    /// <summary>The result of the opening handshake. Before its end, it is <see cref="Agreement.Plain"/>.</summary>
    public Agreement Agreement { get; internal init; }

    /// <summary>The running timer, or <see cref="TimerKind.None"/> if no timer runs.</summary>
    public TimerKind Timer { get; internal init; }

    /// <summary>
    /// Whether input waits in the state for <see cref="Input.Continue"/>. It equals the last <see cref="Transition.InputWaits"/>, for a
    /// program that has read the state from a <see cref="Snapshot"/>.
    /// </summary>
    public bool InputWaits => StepBuffer.Waits && Phase is not Phase.AwaitingAnswer;

    /// <summary>The frame and the message that are partly received.</summary>
    internal Receiving Receiving { get; init; }

    /// <summary>The message that is partly sent.</summary>
    internal Sending Sending { get; init; }

    /// <summary>
    /// The context of compressed messages from the peer. It is null without an agreement on compression, and after the connection is
    /// closed.
    /// </summary>
    internal InflateContext? Inflation { get; init; }

    /// <summary>
    /// The context of compressed messages to the peer. It is null without an agreement on compression, and after the close frame was sent.
    /// </summary>
    internal DeflateContext? Deflation { get; init; }

    /// <summary>The input and the pieces of a message that <see cref="Protocol.Step"/> stores. The kernel does not use it.</summary>
    internal StepBuffer StepBuffer { get; init; } = StepBuffer.Empty;

    /// <summary>Creates a server's connection before the first byte of the request.</summary>
    public static Connection Server(ConnectionOptions options) => new(Role.Server, options, new Phase.AwaitingRequest(), Agreement.Plain);

    /// <summary>
    /// Creates a client's connection before its request is sent. <see cref="Input.Start"/> sends the request. An offer that cannot be
    /// written as a request is rejected.
    /// </summary>
    /// <param name="offer">The request to the server.</param>
    /// <param name="nonce">16 bytes from a cryptographic generator, new for each connection.</param>
    /// <param name="options">The options.</param>
    public static Either<Misuse, Connection> Client(UpgradeOffer offer, ByteString nonce, ConnectionOptions options) =>
        ClientHandshake
            .Request(offer, nonce, options.CompressionOffers)
            .Map(_ => new Connection(Role.Client, options, new Phase.AwaitingResponse(offer, nonce.ToArray()), Agreement.Plain));

    /// <summary>
    /// Creates a connection whose opening handshake was performed by another program, such as a web server or an HTTP/2 implementation (RFC
    /// 8441). The agreement determines whether messages are compressed. Of the options' compression only the level and the smallest
    /// compressed message are used.
    /// </summary>
    public static Connection CreateOpen(Role role, Agreement agreement, ConnectionOptions options) =>
        new Connection(role, options, Phase.Open.Instance, agreement).WithContexts();

    /// <summary>Returns the state with the compression contexts of its agreement, before their first message.</summary>
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

    /// <summary>Returns a state read from a snapshot.</summary>
    internal static Connection Restore(Role role, ConnectionOptions options, Phase phase, Agreement agreement) =>
        new(role, options, phase, agreement);
}
