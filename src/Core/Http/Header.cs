namespace Pure.WebSockets;

/// <summary>
/// A field of an HTTP head. The handshake works on lists of them, so that HTTP/1.1, HTTP/2 (RFC 8441) and HTTP/3 (RFC 9220) share it.
/// </summary>
/// <param name="Name">The field's name; case does not matter.</param>
/// <param name="Value">The field's value, without white space around it.</param>
public sealed record Header(string Name, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Value}";
}
