using System.Buffers;
using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// Who the client says it is, in the field Authorization. It is told by its scheme alone, so that no log learns the rest.
/// </summary>
public sealed record HttpAuthorization
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "-._~+/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    private readonly string scheme;
    private readonly string secret;

    private HttpAuthorization(string scheme, string secret)
    {
        this.scheme = scheme;
        this.secret = secret;
    }

    /// <summary>The value of the field.</summary>
    internal string Value => $"{scheme} {secret}";

    /// <summary>A user and a password (RFC 7617), as UTF-8. Anyone who reads the request can read them: send them over TLS.</summary>
    /// <exception cref="ArgumentException">The user has a colon, or either has a control character.</exception>
    public static HttpAuthorization Basic(string user, string password)
    {
        if (user.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("The user has a colon (RFC 7617 §2).", nameof(user));
        if (user.Any(char.IsControl))
            throw new ArgumentException("The user has a control character (RFC 7617 §2).", nameof(user));
        if (password.Any(char.IsControl))
            throw new ArgumentException("The password has a control character (RFC 7617 §2).", nameof(password));
        return new HttpAuthorization("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>A bearer token (RFC 6750 §2.1), as OAuth gives. Anyone who reads the request can use it: send it over TLS.</summary>
    /// <exception cref="ArgumentException">It holds a character that no such token has.</exception>
    public static HttpAuthorization Bearer(string token)
    {
        var body = token.AsSpan().TrimEnd('=');
        return body.IsEmpty || body.ContainsAnyExcept(TokenCharacters)
            ? throw new ArgumentException(
                "The token is empty, or holds a character that no bearer token has (RFC 6750 §2.1).",
                nameof(token)
            )
            : new HttpAuthorization("Bearer", token);
    }

    /// <inheritdoc/>
    public override string ToString() => scheme;
}
