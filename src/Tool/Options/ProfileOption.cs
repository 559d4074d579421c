using System.CommandLine;
using System.CommandLine.Parsing;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The option for the profile of a server, which describes how the server's application reacts to messages.</summary>
internal sealed class ProfileOption
{
    private const string Echo = "echo";
    private const string Silent = "silent";

    private readonly System.CommandLine.Option<PeerProfile?> profile = new("--profile")
    {
        Description =
            "How the server reacts to messages. echo, the default: it sends each message back. silent: its reaction is not known. A JSON "
                + "file: it answers the requests that the file describes.",
        HelpName = "echo|silent|FILE",
        CustomParser = given => ValueParser.One(given, text => text switch
        {
            Echo => PeerProfile.Echo,
            Silent => PeerProfile.Silent,
            _ => Load(given, text),
        }),
    };

    public void AddTo(Command command) => command.Options.Add(profile);

    /// <summary>Returns the value of the option as text, or None if the option is not specified.</summary>
    public LanguageExt.Option<string> Given(ParseResult parsed) =>
        parsed.GetResult(profile) is { Tokens: [var token, ..] } ? token.Value : LanguageExt.Option<string>.None;

    /// <summary>Returns the profile, or <see cref="PeerProfile.Echo"/> if the option is not specified.</summary>
    public PeerProfile Read(ParseResult parsed) => parsed.GetValue(profile) ?? PeerProfile.Echo;

    /// <summary>
    /// Returns the option in the form in which it is written on a command line, with a leading space. Returns an empty string if the option
    /// is not specified.
    /// </summary>
    public string Repeat(ParseResult parsed) => Given(parsed).Map(given => $" --profile {CommandLine.Quoted(given)}").IfNone("");

    private static PeerProfile Load(ArgumentResult given, string file)
    {
        try
        {
            return PeerProfile
                .Parse(InputFile.Profile.Read(file))
                .IfLeft(problems =>
                    throw new UsageException(string.Join('\n', problems.Map(problem => PrintableText.OneLine(problem.In(file)))))
                );
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            var near = File.Exists(file) ? Prelude.None : NearestName.To(file, [Echo, Silent]);
            throw new UsageException(
                $"{ValueParser.Named(given, file)} is not echo, silent, or a file that can be read: "
                    + near.Match(
                        Some: name => $"did you mean '{name}'?",
                        None: () => PrintableText.OneLine(FileProblem.OfReading(file, error)) + "."
                    )
            );
        }
    }
}
