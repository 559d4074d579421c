using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options that say what a server to test wants of its clients, and how long to wait for it.</summary>
internal sealed class ServerOptions
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // What the handshake itself says: cases depend on it.
    private static readonly string[] Own =
    [
        "Host",
        "Upgrade",
        "Connection",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Accept",
        "Content-Length",
        "Transfer-Encoding",
    ];

    private readonly System.CommandLine.Option<string?> wait = new("--wait")
    {
        Description = "How long to wait for a server that is not there yet, as 30s, 500ms or 2m.",
    };
    private readonly System.CommandLine.Option<bool> insecure = new("--insecure") { Description = "For wss: take any certificate." };
    private readonly System.CommandLine.Option<string?> authorities = new("--ca")
    {
        Description = "For wss: a PEM file with the certificates to trust, in place of those that the machine trusts.",
    };
    private readonly System.CommandLine.Option<string[]> headers = new("--header")
    {
        Description = "A field of each request, as 'Authorization: Bearer x'; may be given again.",
        DefaultValueFactory = _ => [],
    };
    private readonly System.CommandLine.Option<string[]> cookies = new("--cookie")
    {
        Description = "A cookie of each request, as name=value; may be given again.",
        DefaultValueFactory = _ => [],
    };
    private readonly System.CommandLine.Option<string?> origin = new("--origin")
    {
        Description = "The Origin of each request, as https://example.org.",
    };
    private readonly System.CommandLine.Option<string[]> subprotocols = new("--subprotocol")
    {
        Description = "A subprotocol to offer; may be given again, the preferred one first.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        AddTransportTo(command);
        command.Options.Add(headers);
        command.Options.Add(cookies);
        command.Options.Add(origin);
        command.Options.Add(subprotocols);
    }

    /// <summary>Adds those to a command that are about reaching the server, where a spec file has the rest.</summary>
    public void AddTransportTo(Command command)
    {
        command.Options.Add(wait);
        command.Options.Add(insecure);
        command.Options.Add(authorities);
    }

    /// <summary>The server as the command line wants it to be asked.</summary>
    public Target Read(ParseResult parsed, Uri url, bool isHttp2) =>
        new(url)
        {
            IsHttp2 = isHttp2,
            Trust = Trust(parsed, new CertificateTrust.Machine()),
            Headers = Seq.create<Header>([.. parsed.GetValue(headers)!.Select(Field), .. Cookies(parsed.GetValue(cookies)!)]),
            Origin = Prelude.Optional(parsed.GetValue(origin)!).Map(value => Sound(origin.Name, value, value)),
            Protocols = Seq.create<string>([
                .. parsed
                    .GetValue(subprotocols)!
                    .Select(name =>
                        IsToken(name) ? name : throw new WrongUseException($"--subprotocol '{name}' is no token (RFC 9110 §5.6.2).")
                    ),
            ]),
        };

    /// <summary>Which certificates the command line trusts.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usual">Which, where it does not say.</param>
    public CertificateTrust Trust(ParseResult parsed, CertificateTrust usual)
    {
        var file = parsed.GetValue(authorities);
        if (!parsed.GetValue(insecure))
            return file is null ? usual : new CertificateTrust.Signed(Certificates.Read(file));
        return file is null
            ? new CertificateTrust.Any()
            : throw new WrongUseException("--insecure takes any certificate, and --ca does not; leave one of them out.");
    }

    /// <summary>Waits for a server, as long as the command line says; then a <see cref="PeerUnreachableException"/>.</summary>
    public async Task<CaseResult> ReachAsync(ParseResult parsed, TcpRunner runner, CancellationToken stop)
    {
        var (limit, clock, isTold) = (Wait(parsed), Stopwatch.StartNew(), false);
        while (true)
        {
            try
            {
                return await runner.ProbeAsync(stop);
            }
            catch (PeerUnreachableException error) when (!error.IsRefusal && clock.Elapsed < limit)
            {
                if (!isTold) Console.WriteLine($"waiting for it: {error.Message}");
                isTold = true;
                await Task.Delay(Pause, stop);
            }
        }
    }

    /// <summary>The options as they would be typed again, each with a blank before it.</summary>
    public string Again(ParseResult parsed) => string.Concat(
    [
        parsed.GetValue(insecure) ? " --insecure" : "",
        .. Prelude.Optional(parsed.GetValue(authorities)!).Map(file => $" --ca {CommandLine.Quoted(file)}").ToSeq(),
        .. parsed.GetValue(headers)!.Select(field => $" --header {CommandLine.Quoted(field)}"),
        .. parsed.GetValue(cookies)!.Select(cookie => $" --cookie {CommandLine.Quoted(cookie)}"),
        .. Prelude.Optional(parsed.GetValue(origin)!).Map(value => $" --origin {CommandLine.Quoted(value)}").ToSeq(),
        .. parsed.GetValue(subprotocols)!.Select(name => $" --subprotocol {name}"),
    ]);

    private TimeSpan Wait(ParseResult parsed)
    {
        if (parsed.GetValue(wait) is not { } text) return TimeSpan.Zero;
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.FromMilliseconds(1))
            : text.EndsWith('s') ? (text[..^1], TimeSpan.FromSeconds(1))
            : text.EndsWith('m') ? (text[..^1], TimeSpan.FromMinutes(1))
            : (text, TimeSpan.FromSeconds(1));
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000
            ? number * unit
            : throw new WrongUseException($"--wait '{text}' is no time, as 30s, 500ms or 2m.");
    }

    private Header Field(string text)
    {
        var (name, value) = text.Split(':', 2) is [var left, var right]
            ? (left, right.Trim())
            : throw new WrongUseException($"--header '{text}' is no field, as 'Name: value'.");
        if (!IsToken(name))
            throw new WrongUseException($"--header '{text}': '{name}' is no name of a field (RFC 9110 §5.1).");
        if (Own.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new WrongUseException($"--header '{text}': the handshake itself says {name}.");
        if (string.Equals(name, "Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase))
            throw new WrongUseException($"--header '{text}': --subprotocol offers a subprotocol.");
        return new Header(name, Sound(headers.Name, text, value));
    }

    private IEnumerable<Header> Cookies(string[] given)
    {
        foreach (var cookie in given)
        {
            Sound(cookies.Name, cookie, cookie);
            if (cookie.IndexOf('=', StringComparison.Ordinal) <= 0 || cookie.Contains(';', StringComparison.Ordinal))
                throw new WrongUseException($"--cookie '{cookie}' is no cookie, as name=value.");
        }

        return given.Length == 0 ? [] : [new Header("Cookie", string.Join("; ", given))];
    }

    private static string Sound(string option, string given, string value) =>
        value.All(letter => letter is >= ' ' and <= '~' or '\t')
            ? value
            : throw new WrongUseException(PrintableText.OneLine($"{option} '{given}' has a character that no field has (RFC 9110 §5.5)."));

    private static bool IsToken(string text) =>
        text.Length > 0
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
