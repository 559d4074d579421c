namespace Pure.WebSockets.Conformance;

/// <summary>
/// Runs cases from the catalogue or from case files as tests in any test framework. A suite provides the ids of its cases for a
/// data-driven test, and a method that runs one case and asserts its result. A suite is immutable. The methods that configure a suite
/// return a new suite. The cases of a suite can be run in parallel.
/// </summary>
/// <example>
/// <code>
/// private static readonly ConformanceSuite Suite = ConformanceSuite.OfServer(stream =&gt; MyServer.EchoAsync(stream));
/// public static IEnumerable&lt;object[]&gt; Cases =&gt; Suite.Cases;
///
/// [Theory, MemberData(nameof(Cases))]
/// public Task Case(string id) =&gt; Suite.AssertAsync(id);
/// </code>
/// </example>
public sealed class ConformanceSuite
{
    // The time limits are at least five times as long as the default limits. A correct peer therefore does not fail on a busy machine. The
    // long limits do not slow down the tests, because a correct peer answers long before a limit is reached.
    private static readonly TesterOptions Patient = TesterOptions.Default with
    {
        OpenHandshakeTimeout = TimeSpan.FromSeconds(30),
        CloseHandshakeTimeout = TimeSpan.FromSeconds(5),
        ServerConnectionDropTimeout = TimeSpan.FromSeconds(5),
    };

    private static readonly TestTarget InProcess = new(new Uri("ws://localhost:80/"));

    private readonly Func<ProfileHandshake, RunCase> runnerOf;
    private readonly Role tester;
    private readonly PeerProfile profile;
    private readonly Seq<Case> original;
    private readonly Map<string, string> known;
    private readonly Seq<Case> cases;
    private readonly RunCase run;

    /// <summary>Creates a suite.</summary>
    /// <param name="runnerOf">
    /// A function that returns the delegate that runs a case. The argument contains the profile's requirements for the opening
    /// handshake.
    /// </param>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="profile">The profile of the peer.</param>
    /// <param name="original">The cases before they are adapted to the profile.</param>
    /// <param name="known">The cases that are known to fail, with the reasons.</param>
    private ConformanceSuite(
        Func<ProfileHandshake, RunCase> runnerOf,
        Role tester,
        PeerProfile profile,
        Seq<Case> original,
        Map<string, string> known
    )
    {
        (this.runnerOf, this.tester, this.profile, this.original, this.known) = (runnerOf, tester, profile, original, known);
        cases = profile.Of(original).Cases;
        run = runnerOf(profile.Handshake);
    }

    private delegate Task<(CaseResult Result, Option<Exception> Thrown)> RunCase(Case running, CancellationToken stop);

    /// <summary>The ids of the cases, in order, as the arguments of a data-driven test.</summary>
    public IEnumerable<object[]> Cases => cases.Map(found => new object[] { found.Id.Text });

    /// <summary>
    /// Creates a suite that tests a server in this process, without a socket. The suite runs all cases for servers in
    /// <see cref="Catalogue.Quick"/>. For each case, the given function is called with the stream of a connection. The function must answer
    /// the opening handshake, send every message back, and return after the connection has ended. The function need not close the stream,
    /// and may throw an exception on invalid input. The exception is reported if the case fails.
    /// </summary>
    public static ConformanceSuite OfServer(Func<Stream, Task> serve) =>
        new(
            handshake => new StreamRunner(Role.Server, serve, Patient, handshake.AddTo(InProcess)).RunAsync,
            Role.Client,
            PeerProfile.Echo,
            Catalogue.For(Role.Client, Catalogue.Quick),
            default
        );

    /// <summary>
    /// Creates a suite that tests an echo server over TCP or TLS. The suite runs all cases for servers in <see cref="Catalogue.Quick"/>.
    /// </summary>
    /// <param name="url">The URL of the server, such as ws://host:port/path or wss://host:port/path. Any certificate is accepted.</param>
    public static ConformanceSuite OfServer(Uri url)
    {
        return new(
            handshake => RunOf(new TcpRunner(handshake.AddTo(new TestTarget(url)), Patient)),
            Role.Client,
            PeerProfile.Echo,
            Catalogue.For(Role.Client, Catalogue.Quick),
            default
        );

        static RunCase RunOf(TcpRunner runner) =>
            async (running, stop) => (await runner.RunAsync(running, stop).ConfigureAwait(false), Option<Exception>.None);
    }

    /// <summary>
    /// Creates a suite that tests a client in this process, without a socket. The suite runs all cases for clients in
    /// <see cref="Catalogue.Quick"/>. For each case, the given function is called with the stream of a connection. The function must
    /// perform the opening handshake, send every message back, and return after the connection has ended.
    /// </summary>
    public static ConformanceSuite OfClient(Func<Stream, Task> connect) =>
        new(
            _ => new StreamRunner(Role.Client, connect, Patient, InProcess).RunAsync,
            Role.Server,
            PeerProfile.Echo,
            Catalogue.For(Role.Server, Catalogue.Quick),
            default
        );

    /// <summary>
    /// Returns a suite with the cases from the given files instead of the catalogue's cases. Cases for peers in the other role are omitted.
    /// The format of case files is described in docs/case-files.md.
    /// </summary>
    /// <param name="files">The paths of JSON files or of folders. All JSON files in a folder are read.</param>
    /// <exception cref="ArgumentException">
    /// A file is not valid, or the files contain no case for this suite. The message lists all problems with their locations.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process does not have permission to read a file.</exception>
    public ConformanceSuite WithCasesOf(params string[] files)
    {
        var read = Catalogue.For(
            tester,
            CaseFiles.Load(files).IfLeft(problems => throw new ArgumentException(string.Join('\n', problems), nameof(files)))
        );
        return read.IsEmpty
            ? throw new ArgumentException("The files contain no case for this suite.", nameof(files))
            : new(runnerOf, tester, profile, read, known);
    }

    /// <summary>
    /// Returns a suite for a server that does not echo. The cases are adapted to the profile. Cases that do not apply to the profile are
    /// omitted. Profiles are described in docs/profiles.md.
    /// </summary>
    /// <param name="profile">The profile of the server.</param>
    /// <exception cref="InvalidOperationException">The suite is for a client.</exception>
    public ConformanceSuite WithProfile(PeerProfile profile) =>
        tester == Role.Client
            ? new(runnerOf, tester, profile, original, known)
            : throw new InvalidOperationException("A profile describes a server, but this suite is for a client.");

    /// <summary>Returns a suite with only the cases that match at least one of the given patterns, such as "1.*" or "7.1.1".</summary>
    /// <exception cref="ArgumentException">A pattern matches no case.</exception>
    public ConformanceSuite Only(params string[] patterns) => Chosen(Seq.create(patterns), Seq<string>.Empty);

    /// <summary>Returns a suite without the cases that match any of the given patterns.</summary>
    /// <exception cref="ArgumentException">A pattern matches no case.</exception>
    public ConformanceSuite Except(params string[] patterns) => Chosen(Seq.create("*"), Seq.create(patterns));

    /// <summary>
    /// Returns a suite in which the given case is a known failure. If the case does not fail, <see cref="AssertAsync"/> throws an
    /// exception. The list of known failures therefore stays correct.
    /// </summary>
    /// <param name="id">The id of the case.</param>
    /// <param name="why">The peer's behaviour and the rule that it breaks, for the error message.</param>
    /// <exception cref="ArgumentException">The case is not in this suite.</exception>
    public ConformanceSuite KnownToFail(string id, string why) =>
        new(runnerOf, tester, profile, original, known.AddOrUpdate(Find(id).Id.Text, why));

    /// <summary>
    /// Runs a case. Returns the result if the case passes, or if it fails and is known to fail. A case that needs a feature that the peer
    /// does not have counts as passed.
    /// </summary>
    /// <exception cref="ConformanceException">
    /// The case failed but is not known to fail, or the case is known to fail but did not fail.
    /// </exception>
    /// <exception cref="ArgumentException">The case is not in this suite.</exception>
    public async Task<CaseResult> AssertAsync(string id, CancellationToken cancellationToken = default)
    {
        var (result, thrown) = await run(Find(id), cancellationToken).ConfigureAwait(false);
        return (result.Judgement.IsFailure, known.Find(id).Case) switch
        {
            (true, not string) => throw new ConformanceException(
                FailureText.Of(result, thrown),
                result,
                thrown.MatchUnsafe(Some: error => error, None: () => null!)
            ),
            (false, string why) => throw new ConformanceException(
                $"Case {id} is listed as a known failure ({why}), but it did not fail: "
                    + $"{VerdictText.Of(result.Judgement.Behavior)}, closing handshake "
                    + $"{VerdictText.Of(result.Judgement.Close)}. Remove it from the list.",
                result,
                thrown: null
            ),
            _ => result,
        };
    }

    private Case Find(string id) =>
        cases
            .Find(found => found.Id.Text == id)
            .IfNone(() => throw new ArgumentException($"'{id}' is not a case of this suite.", nameof(id)));

    private ConformanceSuite Chosen(Seq<string> patterns, Seq<string> excluded)
    {
        var chosen = CasePattern
            .Choose(cases, patterns, excluded)
            .IfLeft(pattern => throw new ArgumentException($"The pattern '{pattern}' matches no case of this suite.", nameof(patterns)))
            .Select(found => found.Id)
            .ToHashSet();
        return new(runnerOf, tester, profile, original.Filter(found => chosen.Contains(found.Id)).Strict(), known);
    }
}
