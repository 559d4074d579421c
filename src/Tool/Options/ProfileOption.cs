using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The option for the profile of a server, which describes how its application reacts to messages.</summary>
internal sealed class ProfileOption
{
    private const string Echo = "echo";
    private const string Silent = "silent";

    private readonly System.CommandLine.Option<string?> profile = new("--profile")
    {
        Description =
            "How the server reacts to messages. echo, the default: it sends each message back. silent: its reaction is not known. A JSON "
                + "file: it answers the requests that the file describes.",
        HelpName = "echo|silent|FILE",
    };

    public void AddTo(Command command) => command.Options.Add(profile);

    /// <summary>Returns the value of the option, or None if the option is not given.</summary>
    public LanguageExt.Option<string> Given(ParseResult parsed) => Prelude.Optional(parsed.GetValue(profile)!);

    /// <summary>Returns the profile.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is not valid.</exception>
    public PeerProfile Read(ParseResult parsed) => Given(parsed).Case switch
    {
        null or Echo => PeerProfile.Echo,
        Silent => PeerProfile.Silent,
        string file => Load(file),
        _ => PeerProfile.Echo,
    };

    /// <summary>
    /// Returns the option for a command line that repeats the run, with a leading space. The text is empty if the option is not given.
    /// </summary>
    public string Repeat(ParseResult parsed) => Given(parsed).Map(given => $" --profile {CommandLine.Quoted(given)}").IfNone("");

    private static PeerProfile Load(string file)
    {
        try
        {
            return PeerProfile
                .Parse(File.ReadAllBytes(file))
                .IfLeft(problems =>
                    throw new UsageException(string.Join('\n', problems.Map(problem => PrintableText.OneLine(problem.In(file)))))
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var near = File.Exists(file) ? Prelude.None : NearestName.To(file, [Echo, Silent]);
            throw new UsageException(
                $"--profile '{file}' is not echo, silent, or a file that can be read: {error.Message}"
                    + near.Map(name => $" Did you mean '{name}'?").IfNone("")
            );
        }
    }
}
