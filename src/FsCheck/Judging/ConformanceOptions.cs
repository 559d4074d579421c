namespace Pure.WebSockets.FsCheck;

/// <summary>The options of the properties in <see cref="ConformanceProperties"/>.</summary>
public sealed record ConformanceOptions
{
    /// <summary>
    /// The default options. The tested function must perform the opening handshake and send each message back. The property fails only if
    /// the function breaks a MUST.
    /// </summary>
    public static ConformanceOptions Default { get; } = new();

    /// <summary>
    /// True if the function receives the stream of an open connection. False if the function must perform the opening handshake.
    /// </summary>
    public bool StartsOpen { get; init; }

    /// <summary>
    /// The agreed parameters of permessage-deflate, or null if the connection does not use compression. This value is used only if
    /// <see cref="StartsOpen"/> is true.
    /// </summary>
    public DeflateParameters? Agreed { get; init; }

    /// <summary>
    /// Whether the tester offers or accepts permessage-deflate in opening handshakes. The peer does not have to agree to the extension.
    /// </summary>
    public bool Compresses { get; init; } = true;

    /// <summary>
    /// Whether the peer sends each message back, and sends no other messages. If the value is false, the properties check only the rules
    /// that apply to all endpoints. These are the rules about valid frames, pongs, the closing handshake, and invalid input. In this case,
    /// the opening handshake is not tested with invalid or unusual heads.
    /// </summary>
    public bool Echoes { get; init; } = true;

    /// <summary>Whether the property also fails if the peer breaks a SHOULD, or a rule that applies only to senders.</summary>
    public bool IsStrict { get; init; }

    /// <summary>
    /// A function that returns true for each finding to ignore, for example for the known faults of a peer that cannot be changed.
    /// </summary>
    public Func<ConformanceFinding, bool> Ignores { get; init; } = static _ => false;

    /// <summary>
    /// The time limit for each required reaction of the peer. The time limit for the opening handshake is three times as long. A correct
    /// peer reacts earlier, so a long time limit slows down only failing tests. While FsCheck shrinks a failed conversation, the time
    /// limits are a fifth of these values.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum size of a message, in bytes. A few special conversations exceed this size, for example with a compressed message of 128
    /// MiB.
    /// </summary>
    public int LargestMessage { get; init; } = 70_000;

    /// <summary>Returns a copy of these options that ignores additional findings.</summary>
    /// <param name="ignores">A function that returns true for each finding to ignore, in addition to the findings that these options
    /// already ignore.</param>
    public ConformanceOptions Ignoring(Func<ConformanceFinding, bool> ignores)
    {
        var before = Ignores;
        return this with { Ignores = finding => before(finding) || ignores(finding) };
    }

    /// <summary>Returns the default options for a stream that is already an open connection.</summary>
    /// <param name="agreed">The agreed parameters of permessage-deflate, or null if the connection does not use compression.</param>
    public static ConformanceOptions Open(DeflateParameters? agreed = null) =>
        Default with { StartsOpen = true, Agreed = agreed };
}
