namespace Pure.WebSockets.FsCheck;

/// <summary>The options of the ready properties of <see cref="ConformanceProperties"/>.</summary>
public sealed record ConformanceOptions
{
    /// <summary>
    /// The default options. The function performs the opening handshake, the peer sends each message back, and the property fails only if a
    /// rule that is a MUST is broken.
    /// </summary>
    public static ConformanceOptions Default { get; } = new();

    /// <summary>Whether the stream is an open connection. If it is not, the function performs the opening handshake over it.</summary>
    public bool StartsOpen { get; init; }

    /// <summary>
    /// The agreement on permessage-deflate of a connection that starts open. The value is None if such a connection does not compress.
    /// </summary>
    public Option<DeflateParameters> Agreed { get; init; }

    /// <summary>
    /// Whether the tester offers or accepts permessage-deflate in opening handshakes. The peer need not agree to the extension.
    /// </summary>
    public bool Compresses { get; init; } = true;

    /// <summary>
    /// Whether the peer sends each message back, and sends no other message. If the value is false, the properties check only the rules for
    /// all endpoints, which are about valid frames, pongs, the closing handshake, and invalid input. The opening handshake is then not
    /// tested with invalid or unusual heads.
    /// </summary>
    public bool Echoes { get; init; } = true;

    /// <summary>Whether the property also fails if a rule is broken that is a SHOULD or that applies only to senders.</summary>
    public bool IsStrict { get; init; }

    /// <summary>
    /// The function that selects findings that do not fail the property, for example the known findings about a peer that cannot be
    /// changed.
    /// </summary>
    public Func<ConformanceFinding, bool> Ignores { get; init; } = static _ => false;

    /// <summary>
    /// The time limit for each required reaction of the peer. The time limit for the opening handshake is three times as long. A correct
    /// peer reacts earlier, so a long time limit makes only failures slow. While FsCheck shrinks a failed conversation, a fifth of the time
    /// limit applies.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum size of most messages, in bytes. A few conversations contain a longer message, such as a compressed message of 128 MiB.
    /// </summary>
    public int LargestMessage { get; init; } = 70_000;

    /// <summary>Returns these options with additional findings that do not fail the property.</summary>
    /// <param name="ignores">The function that selects the additional findings.</param>
    public ConformanceOptions Ignoring(Func<ConformanceFinding, bool> ignores)
    {
        var before = Ignores;
        return this with { Ignores = finding => before(finding) || ignores(finding) };
    }

    /// <summary>Returns the default options for a stream that is already an open connection.</summary>
    /// <param name="agreed">The agreement on permessage-deflate, or null if the connection does not compress.</param>
    public static ConformanceOptions Open(DeflateParameters? agreed = null) =>
        Default with { StartsOpen = true, Agreed = agreed is null ? Option<DeflateParameters>.None : agreed };
}
