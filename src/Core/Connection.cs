namespace Pure.WebSockets;

/// <summary>
/// The state of a connection: immutable, plain data, compared by content. Everything that happens on the connection is a fold of
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

    /// <summary>Which end this is.</summary>
    public Role Role { get; }

    /// <summary>How it behaves.</summary>
    public ConnectionOptions Options { get; }

    /// <summary>Where it stands.</summary>
    public Phase Phase { get; internal init; }

    /// <summary>What the opening handshake settled; plain before it did.</summary>
    public Agreement Agreement { get; internal init; }

    /// <summary>The timer that runs; <see cref="TimerKind.None"/> when none does.</summary>
    public TimerKind Timer { get; internal init; }

    /// <summary>
    /// Whether input waits in the state that <see cref="Input.Continue"/> would take: as the last <see cref="Transition.InputWaits"/>
    /// said, for whoever has the state from a <see cref="Snapshot"/>.
    /// </summary>
    public bool InputWaits => StepBuffer.Waits && Phase is not Phase.AwaitingAnswer;

    /// <summary>What is half-received.</summary>
    internal Receiving Receiving { get; init; }

    /// <summary>What is half-sent.</summary>
    internal Sending Sending { get; init; }

    /// <summary>The context of compressed messages from the peer; null where none are agreed to, and when the connection is over.</summary>
    internal Inflation? Inflation { get; init; }

    /// <summary>The context of compressed messages to the peer; null where none are agreed to, and when nothing is sent any more.</summary>
    internal Deflation? Deflation { get; init; }

    /// <summary>What <see cref="Protocol.Step"/> keeps above the kernel.</summary>
    internal StepBuffer StepBuffer { get; init; } = StepBuffer.Empty;

    /// <summary>A server's end, before the first byte of the request.</summary>
    public static Connection Server(ConnectionOptions options) => new(Role.Server, options, new Phase.AwaitingRequest(), Agreement.Plain);

    /// <summary>
    /// A client's end, before its request is sent: <see cref="Input.Start"/> sends it. An offer that cannot be written is refused.
    /// </summary>
    /// <param name="offer">What to ask the server for.</param>
    /// <param name="nonce">16 bytes from a cryptographic generator, fresh for each connection.</param>
    /// <param name="options">How the connection behaves.</param>
    public static Either<Refusal, Connection> Client(UpgradeOffer offer, Octets nonce, ConnectionOptions options) =>
        ClientHandshake
            .Request(offer, nonce, options.CompressionOffers)
            .Map(_ => new Connection(Role.Client, options, new Phase.AwaitingResponse(offer, nonce.ToArray()), Agreement.Plain));

    /// <summary>
    /// An end whose opening handshake somebody else made: a web server, or HTTP/2 (RFC 8441). The agreement says whether messages are
    /// compressed; of the options' compression only the level and the smallest message count then.
    /// </summary>
    public static Connection Opened(Role role, Agreement agreement, ConnectionOptions options) =>
        new Connection(role, options, Phase.Open.Instance, agreement).WithContexts();

    /// <summary>The state with the contexts that its agreement asks for, before their first message.</summary>
    internal Connection WithContexts() =>
        Agreement.Compression.Case is not DeflateParameters agreed
            ? this
            : this with
            {
                Inflation =
                    Role == Role.Server
                        ? Inflation.Of(agreed.ClientMaxWindowBits, !agreed.ClientNoContextTakeover)
                        : Inflation.Of(agreed.ServerMaxWindowBits, !agreed.ServerNoContextTakeover),
                Deflation =
                    Role == Role.Server
                        ? Deflation.Of(
                            agreed.ServerMaxWindowBits,
                            !agreed.ServerNoContextTakeover,
                            Options.Compression.IfNone(CompressionOptions.Default).Level
                        )
                        : Deflation.Of(
                            agreed.ClientMaxWindowBits,
                            !agreed.ClientNoContextTakeover,
                            Options.Compression.IfNone(CompressionOptions.Default).Level
                        ),
            };

    /// <summary>A state as it was written.</summary>
    internal static Connection Restore(Role role, ConnectionOptions options, Phase phase, Agreement agreement) =>
        new(role, options, phase, agreement);
}
