using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The command-line options for connecting to a server under test. The options specify header fields of the requests, the certificates to
/// trust, and the time limit for reaching the server.
/// </summary>
internal sealed class ServerOptions
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly System.CommandLine.Option<TimeSpan?> wait = new("--wait")
    {
        HelpName = "TIME",
        Description = "How long to wait for a server that has not started yet, such as 30s, 500ms, 2m or 1h.",
        CustomParser = given => ValueParser.Time(given),
    };
    private readonly System.CommandLine.Option<bool> insecure = new("--insecure") { Description = "For wss: accept any certificate." };
    private readonly System.CommandLine.Option<X509Certificate2Collection?> authorities = new("--ca")
    {
        HelpName = "FILE",
        Description = "For wss: a PEM file with the certificates to trust instead of those that the machine trusts.",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = given => ValueParser.InputFile(given, InputFile.Pem, Certificates.Read),
    };
    private readonly System.CommandLine.Option<Header[]> headers = new("--header")
    {
        HelpName = "FIELD",
        Description = "A header field of each request, such as 'Authorization: Bearer x'; may be repeated.",
        DefaultValueFactory = _ => [],
        CustomParser = given => ValueParser.Each(given, Field),
    };
    private readonly System.CommandLine.Option<string[]> cookies = new("--cookie")
    {
        HelpName = "COOKIE",
        Description = "A cookie of each request in the form name=value; may be repeated.",
        DefaultValueFactory = _ => [],
        CustomParser = given => ValueParser.Each(given, Cookie),
    };
    private readonly System.CommandLine.Option<string?> origin = new("--origin")
    {
        HelpName = "ORIGIN",
        Description = "The Origin of each request, such as https://example.org.",
        CustomParser = given => ValueParser.One(given, text => Validated("--origin", SecretText.Url(text), text)),
    };
    private readonly System.CommandLine.Option<string[]> subprotocols = new("--subprotocol")
    {
        HelpName = "NAME",
        Description = "A subprotocol to offer; may be repeated, the preferred one first.",
        DefaultValueFactory = _ => [],
        CustomParser = given => ValueParser.Each(given, Subprotocol),
    };

    private readonly System.CommandLine.Option<string?> hostName = new("--hostname")
    {
        HelpName = "NAME",
        Description = "For wss: the server name to send, which the certificate must have, if it is not the host of the URL.",
        CustomParser = given => ValueParser.One(given, HostName),
    };

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        AddTransportTo(command);
        command.Options.Add(headers);
        command.Options.Add(cookies);
        command.Options.Add(origin);
        command.Options.Add(subprotocols);
        command.Options.Add(hostName);
    }

    /// <summary>Adds only --wait, --insecure and --ca, for commands whose spec file contains the other settings.</summary>
    public void AddTransportTo(Command command)
    {
        command.Options.Add(wait);
        command.Options.Add(insecure);
        command.Options.Add(authorities);
    }

    /// <summary>Returns the value of --wait, or null if the command line does not contain the option.</summary>
    public TimeSpan? Wait(ParseResult parsed) => parsed.GetValue(wait);

    /// <summary>Checks that the command line contains no option that has no effect on any of the servers.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="urls">The URLs of the servers. Without servers, all options have no effect.</param>
    /// <exception cref="UsageException">The command line contains options that have no effect.</exception>
    public void Check(ParseResult parsed, params Uri[] urls)
    {
        System.CommandLine.Option[] ofTls = [insecure, authorities, hostName];
        System.CommandLine.Option[] others = [wait, headers, cookies, origin, subprotocols];
        var problems = ofTls
            .Where(_ => urls.Length > 0 && !Array.Exists(urls, url => url.Scheme == "wss"))
            .Select(option => (Option: option, Use: "a URL that begins with wss://"))
            .Concat(ofTls.Concat(others).Where(_ => urls.Length == 0).Select(option => (Option: option, Use: "a server at a URL")))
            .Where(one => parsed.GetResult(one.Option) is System.CommandLine.Parsing.OptionResult { Implicit: false })
            .Select(one => $"{one.Option.Name} has no effect here: it is for {one.Use}. Omit it.")
            .ToArray();
        if (problems.Length > 0) throw new UsageException(string.Join('\n', problems));
    }

    /// <summary>Returns the server to test, with the settings for its requests from the command line.</summary>
    /// <exception cref="UsageException">
    /// The command line contains both --insecure and --ca, or both --cookie and a --header with the field Cookie.
    /// </exception>
    public TestTarget Read(ParseResult parsed, Uri url, bool isHttp2)
    {
        // "the user agent MUST NOT attach more than one Cookie header field" (RFC 6265 §5.4).
        if (parsed.GetValue(cookies) is [var cookie, ..] && parsed.GetValue(headers)!.Any(field => IsCookie(field.Name)))
            throw new UsageException(
                PrintableText.OneLine(
                    $"--cookie '{SecretText.Cookie(cookie)}' and a --header set the field Cookie; use --cookie for each cookie."
                )
            );
        return new(url)
        {
            IsHttp2 = isHttp2,
            Trust = Trust(parsed, new CertificateTrust.Machine()),
            Headers = Seq.create<Header>([
                .. parsed.GetValue(headers)!,
                .. parsed.GetValue(cookies) is { Length: > 0 } given ? new[] { new Header("Cookie", string.Join("; ", given)) } : [],
            ]),
            Origin = Prelude.Optional(parsed.GetValue(origin)!),
            Protocols = Seq.create<string>([.. parsed.GetValue(subprotocols)!]),
            TlsHost = Prelude.Optional(parsed.GetValue(hostName)!),
        };
    }

    /// <summary>Returns the certificates to trust, as specified on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="defaultTrust">The value to return if the command line does not contain --insecure or --ca.</param>
    /// <exception cref="UsageException">The command line contains both --insecure and --ca.</exception>
    public CertificateTrust Trust(ParseResult parsed, CertificateTrust defaultTrust)
    {
        var trusted = parsed.GetValue(authorities);
        if (!parsed.GetValue(insecure))
            return trusted is null ? defaultTrust : new CertificateTrust.Signed(trusted);
        return trusted is null
            ? new CertificateTrust.Any()
            : throw new UsageException("--insecure and --ca cannot be combined.");
    }

    /// <summary>
    /// Connects to a server, runs one case and returns its result. If the server cannot be reached, retries every 200 milliseconds until
    /// the time limit of --wait has elapsed. A wait of more than a second is printed.
    /// </summary>
    /// <exception cref="PeerUnreachableException">
    /// The server cannot be reached within the time limit of --wait, or its certificate is not accepted.
    /// </exception>
    public async Task<CaseResult> ReachAsync(ParseResult parsed, TcpRunner runner, CancellationToken stop)
    {
        var (limit, clock, wasReported) = (parsed.GetValue(wait) ?? TimeSpan.Zero, Stopwatch.StartNew(), false);
        using var waiting = new WaitingLine();
        while (true)
        {
            try
            {
                return await runner.ProbeAsync((what, most) => waiting.Begin($"{what} from {runner.Url}{WaitingLine.AtMost(most)}"), stop);
            }
            catch (PeerUnreachableException error) when (!error.IsRefusal && clock.Elapsed < limit)
            {
                waiting.End();
                if (!wasReported) Console.WriteLine($"waiting for the server: {error.Message}{WaitingLine.AtMost(limit)}");
                wasReported = true;
                await Task.Delay(RetryInterval, stop);
            }
        }
    }

    /// <summary>
    /// Returns the options for the request in the form in which they are written on a command line, with secrets replaced
    /// (<see cref="SecretText"/>). Each option has a leading space.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="target">The server that <see cref="Read"/> returned.</param>
    public string Repeat(ParseResult parsed, TestTarget target) => string.Concat(
    [
        RepeatTrust(parsed),
        .. Written(parsed, headers).Select(field => $" --header {CommandLine.Quoted(SecretText.Field(field))}"),
        .. parsed.GetValue(cookies)!.Select(cookie => $" --cookie {CommandLine.Quoted(SecretText.Cookie(cookie))}"),
        PeerTests.RequestOptions(target),
    ]);

    /// <summary>
    /// Returns the option --insecure, or --ca with its file, as text for a command line. The text begins with a space. Returns an empty
    /// string if the command line contains neither option.
    /// </summary>
    public string RepeatTrust(ParseResult parsed) =>
        Written(parsed, authorities) is [var file, ..] ? $" --ca {CommandLine.Quoted(file)}"
        : parsed.GetValue(insecure) ? " --insecure"
        : "";

    /// <summary>Returns the values of an option exactly as they were given on the command line.</summary>
    private static string[] Written(ParseResult parsed, System.CommandLine.Option option) =>
        [.. (parsed.GetResult(option)?.Tokens ?? []).Select(token => token.Value)];

    private static bool IsCookie(string name) => string.Equals(name, "Cookie", StringComparison.OrdinalIgnoreCase);

    private static Header Field(string text)
    {
        var shown = SecretText.Field(text);
        // The name of a pseudo-header field of HTTP/2 begins with a colon.
        var colon = text.IndexOf(':', Math.Min(1, text.Length));
        var (name, value) = colon >= 0
            ? (text[..colon], text[(colon + 1)..].Trim())
            : throw new UsageException(PrintableText.OneLine($"--header '{shown}' is not a header field such as 'Name: value'."));
        if (RequestFields.Refusal(name, RequestFields.Replacements.Options).Case is string refusal)
            throw new UsageException(PrintableText.OneLine($"--header '{shown}': {refusal}."));
        if (!FieldText.IsToken(name))
            throw new UsageException(
                PrintableText.OneLine($"--header '{shown}': '{SecretText.Field(name)}' is not a field name (RFC 9110 §5.1).")
            );
        return new Header(name, Validated("--header", shown, Unmasked("--header", shown, value)));
    }

    private static string Cookie(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0 && !text.Contains(';', StringComparison.Ordinal)
            ? Validated("--cookie", SecretText.Cookie(text), Unmasked("--cookie", text, text))
            : throw new UsageException(
                PrintableText.OneLine($"--cookie '{SecretText.Cookie(text)}' is not a cookie of the form name=value.")
            );

    private static string Subprotocol(string text) =>
        FieldText.IsToken(text)
            ? text
            : throw new UsageException(PrintableText.OneLine($"--subprotocol '{text}' is not a token (RFC 9110 §5.6.2)."));

    private static string HostName(string text) =>
        Uri.CheckHostName(text) != UriHostNameType.Unknown
            ? text
            : throw new UsageException(PrintableText.OneLine($"--hostname '{text}' is not a host name."));

    // The commands that reports and findings contain have no secrets. A server would reject such a command for another reason.
    private static string Unmasked(string option, string given, string value) =>
        value != SecretText.Mask && !value.EndsWith($"={SecretText.Mask}", StringComparison.Ordinal)
            ? value
            : throw new UsageException(
                PrintableText.OneLine($"{option} '{given}': {SecretText.Mask} stands for a secret. Write the secret instead.")
            );

    private static string Validated(string option, string given, string value) =>
        FieldText.IsValue(value)
            ? value
            : throw new UsageException(PrintableText.OneLine($"{option} '{given}' has a character that is not allowed (RFC 9110 §5.5)."));
}
