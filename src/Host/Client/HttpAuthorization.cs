using System.Buffers;
using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// The client's credentials, which are sent in the Authorization header field. To keep secrets out of logs, ToString returns only the name
/// of the authentication scheme.
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

    /// <summary>The value of the Authorization header field.</summary>
    internal string Value => $"{scheme} {secret}";

    /// <summary>
    /// Creates Basic credentials from a user name and a password, which are encoded as UTF-8 (RFC 7617). The credentials are not encrypted,
    /// so send them only over TLS.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The user name contains a colon, or the user name or the password contains a control character.
    /// </exception>
    public static HttpAuthorization Basic(string user, string password)
    {
        if (user.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("The user contains a colon (RFC 7617 §2).", nameof(user));
        if (user.Any(char.IsControl))
            throw new ArgumentException("The user contains a control character (RFC 7617 §2).", nameof(user));
        if (password.Any(char.IsControl))
            throw new ArgumentException("The password contains a control character (RFC 7617 §2).", nameof(password));
        return new HttpAuthorization("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>
    /// Creates credentials from a bearer token (RFC 6750 §2.1), for example an OAuth access token. The token is not encrypted, so send it
    /// only over TLS.
    /// </summary>
    /// <exception cref="ArgumentException">The token is empty or contains a character that is not allowed.</exception>
    public static HttpAuthorization Bearer(string token)
    {
        var body = token.AsSpan().TrimEnd('=');
        return body.IsEmpty || body.ContainsAnyExcept(TokenCharacters)
            ? throw new ArgumentException(
                "The token is empty, or contains a character that is not allowed in a bearer token (RFC 6750 §2.1).",
                nameof(token)
            )
            : new HttpAuthorization("Bearer", token);
    }

    /// <inheritdoc/>
    public override string ToString() => scheme;
}
