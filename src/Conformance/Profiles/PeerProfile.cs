namespace Pure.WebSockets.Conformance;

/// <summary>
/// Describes how the application of a peer reacts to messages. A profile is for an application that echoes messages, an application
/// whose reaction is unknown, or an application whose protocol is described in a file. The file docs/profiles.md describes the
/// behaviour that is tested with each profile.
/// </summary>
public sealed class PeerProfile
{
    private readonly string run = Guid.NewGuid().ToString("N")[..8];

    private PeerProfile(string name, Option<ApplicationProtocol> protocol, ProfileHandshake handshake) =>
        (Name, Protocol, Handshake) = (name, protocol, handshake);

    /// <summary>The profile of a peer that echoes each message and sends no other messages.</summary>
    public static PeerProfile Echo { get; } = new("echo", Option<ApplicationProtocol>.None, ProfileHandshake.Usual);

    /// <summary>
    /// The profile of a peer whose reaction to messages is unknown. The tester does not check which messages the peer sends, but the frames
    /// and the text of these messages must be valid. All rules that apply to every endpoint are checked.
    /// </summary>
    public static PeerProfile Silent { get; } = new("silent", Option<ApplicationProtocol>.None, ProfileHandshake.Usual);

    /// <summary>The name of the profile in reports.</summary>
    public string Name { get; }

    /// <summary>Whether the peer echoes messages.</summary>
    internal bool IsEcho => this == Echo;

    /// <summary>The protocol of the application, or None if the protocol is unknown.</summary>
    internal Option<ApplicationProtocol> Protocol { get; }

    /// <summary>The requirements of the application for the opening handshake.</summary>
    internal ProfileHandshake Handshake { get; }

    /// <summary>Reads a profile from a JSON file.</summary>
    /// <param name="file">The path of the file.</param>
    /// <exception cref="ArgumentException">The file is not valid. The message lists all problems with their locations.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The program is not allowed to read the file.</exception>
    public static PeerProfile Load(string file) =>
        Parse(InputFile.Profile.Read(file))
            .IfLeft(problems =>
                throw new ArgumentException(string.Join('\n', problems.Map(problem => problem.In(file))), nameof(file))
            );

    /// <summary>
    /// The reason why the peer's answers are not compared, as a clause, or None if they are. The reason is that the peer does not answer
    /// as the profile says.
    /// </summary>
    internal Option<string> Misfit { get; private init; }

    /// <summary>
    /// Returns the profile of a peer that does not answer as this profile says. Cases that compare answers do not apply to the peer. It
    /// is otherwise tested like a peer whose reaction is unknown.
    /// </summary>
    /// <param name="why">The reason, as a clause that begins with a lower-case letter and has no full stop.</param>
    internal PeerProfile WithoutAnswers(string why) => new(Name, Option<ApplicationProtocol>.None, Handshake) { Misfit = why };

    /// <summary>Returns how the cases apply to the peer.</summary>
    internal ProfiledCases Of(IEnumerable<Case> cases) => ProfiledCases.Of(this, cases);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static Either<Seq<SpecProblem>, PeerProfile> Parse(ReadOnlySpan<byte> file) => ProfileFile.Read(file);

    internal static PeerProfile Create(string name, Option<ApplicationProtocol> protocol, ProfileHandshake handshake) =>
        new(name, protocol, handshake);

    /// <summary>
    /// Returns the value of the placeholder {unique} for a connection. The value consists of letters, digits and hyphens, because some
    /// servers treat other characters specially. For example, RabbitMQ replaces the slashes in a topic with dots.
    /// </summary>
    internal string UniqueOf(string connection) => $"{run}-{connection.Replace('.', '-')}";
}

/// <summary>The requirements of an application for the opening handshake.</summary>
/// <param name="Subprotocols">The subprotocols to offer.</param>
/// <param name="Headers">Additional header fields of the request.</param>
/// <param name="Origin">
/// The value of the Origin header field of the request, or None if the application does not require an origin.
/// </param>
internal sealed record ProfileHandshake(Seq<string> Subprotocols, Seq<Header> Headers, Option<string> Origin)
{
    /// <summary>The value for an application without requirements.</summary>
    public static ProfileHandshake Usual { get; } = new(Seq<string>.Empty, Seq<Header>.Empty, Option<string>.None);

    /// <summary>
    /// Returns a copy of the target to which these requirements are added. If the target already has a setting, the setting of the target
    /// is used.
    /// </summary>
    public TestTarget AddTo(TestTarget target) => target with
    {
        Protocols = target.Protocols.Any() ? target.Protocols : Subprotocols,
        Headers = Seq.create<Header>([
            .. Headers.Filter(field =>
                !target.Headers.Any(given => string.Equals(given.Name, field.Name, StringComparison.OrdinalIgnoreCase))
            ),
            .. target.Headers,
        ]),
        Origin = target.Origin.IsSome ? target.Origin : Origin,
    };
}
