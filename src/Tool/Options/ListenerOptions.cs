using System.CommandLine;
using System.CommandLine.Parsing;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The options for the certificate and the private key of a command that listens for clients. The options are allowed only if the URL
/// begins with wss://.
/// </summary>
internal sealed class ListenerOptions
{
    private readonly Option<PemFile?> certificate = new("--cert")
    {
        HelpName = "FILE",
        Description = "For wss: a PEM file with the certificate and its chain.",
        CustomParser = given => ValueParser.InputFile(given, InputFile.Pem, PemFile.Of),
    };
    private readonly Option<PemFile?> key = new("--key")
    {
        HelpName = "FILE",
        Description = "For wss: a PEM file with the private key; by default the key is in the file of the certificate.",
        CustomParser = given => ValueParser.InputFile(given, InputFile.Pem, PemFile.Of),
    };

    /// <summary>Parses the URL on which a command listens.</summary>
    public static Uri? Url(ArgumentResult given) => ValueParser.One(given, text =>
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url is not { Scheme: "ws" or "wss", PathAndQuery: "/", Fragment: "", UserInfo: "" }
        )
            throw new UsageException(
                $"{ValueParser.Named(given, text)} is not a URL to listen at, such as ws://127.0.0.1:9001 or wss://0.0.0.0:9001"
            );
        ClientTests.EndPoint(url);
        return url;
    });

    public void AddTo(Command command)
    {
        command.Options.Add(certificate);
        command.Options.Add(key);
    }

    /// <summary>Returns the certificate file and the key file. A file is null if the command line does not specify this file.</summary>
    public (PemFile? Certificate, PemFile? Key) Files(ParseResult parsed) => (parsed.GetValue(certificate), parsed.GetValue(key));

    /// <summary>Checks that a certificate or a key is given only for a URL with the scheme wss.</summary>
    /// <exception cref="UsageException">A certificate or a key is given, but the scheme of the URL is not wss.</exception>
    public void Check(ParseResult parsed, Uri url)
    {
        var (first, second) = Files(parsed);
        if (url.Scheme != "wss" && (first ?? second) is not null)
            throw new UsageException("--cert and --key are for a --url that begins with wss://");
    }

    /// <summary>Returns the options in the form in which they are written on a command line. Each option has a leading space.</summary>
    public string Repeat(ParseResult parsed)
    {
        var (first, second) = Files(parsed);
        return (first is null ? "" : $" --cert {CommandLine.Quoted(first.Path)}")
            + (second is null ? "" : $" --key {CommandLine.Quoted(second.Path)}");
    }
}
