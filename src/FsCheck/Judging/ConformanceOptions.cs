namespace Pure.WebSockets.FsCheck;

/// <summary>The options of the ready properties of <see cref="ConformanceProperties"/>.</summary>
public sealed record ConformanceOptions
{
    /// <summary>
    /// The default options: the function performs the opening handshake, the peer sends each message back, and only a rule that is a MUST
    /// fails the property.
    /// </summary>
    public static ConformanceOptions Default { get; } = new();

    /// <summary>Whether the stream is an open connection. If it is not, the function performs the opening handshake over it.</summary>
    public bool StartsOpen { get; init; }

    /// <summary>
    /// The agreement on permessage-deflate of a connection that starts open. The value is None if such a connection does not compress.
    /// </summary>
    public Option<DeflateParameters> Agreed { get; init; }

    /// <summary>Whether the tester offers or accepts permessage-deflate in opening handshakes. The peer need not agree to it.</summary>
    public bool Compresses { get; init; } = true;

    /// <summary>
    /// Whether the peer sends each message back, and sends no other message. If it does not, only the duties of every endpoint are judged:
    /// valid frames, pongs, closing, and failing on invalid input. Invalid opening handshakes are not tested.
    /// </summary>
    public bool Echoes { get; init; } = true;

    /// <summary>Whether a rule that is a SHOULD, or that binds only senders, fails the property too.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Selects findings that do not fail the property, such as the known ones of a peer that cannot be changed.</summary>
    public Func<ConformanceFinding, bool> Ignores { get; init; } = static _ => false;

    /// <summary>
    /// The time that the peer has for everything that it owes, and a third of the time that it has for the opening handshake. A correct
    /// peer does not take it, so a long time makes only failures slow. After a failure, while FsCheck shrinks it, the time is a fifth.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The size of the largest message, in bytes.</summary>
    public int LargestMessage { get; init; } = 70_000;

    /// <summary>Returns these options with further findings that do not fail the property.</summary>
    /// <param name="ignores">Selects the findings.</param>
    public ConformanceOptions Ignoring(Func<ConformanceFinding, bool> ignores)
    {
        var before = Ignores;
        return this with { Ignores = finding => before(finding) || ignores(finding) };
    }

    /// <summary>Returns options for a stream that is an open connection already.</summary>
    /// <param name="agreed">The agreement on permessage-deflate, or null if the connection does not compress.</param>
    public static ConformanceOptions Open(DeflateParameters? agreed = null) =>
        Default with { StartsOpen = true, Agreed = agreed is null ? Option<DeflateParameters>.None : agreed };
}
