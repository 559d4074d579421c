namespace Pure.WebSockets;

/// <summary>
/// An element of Sec-WebSocket-Extensions (RFC 6455 §9.1). The element contains the name and the parameters of an extension that was
/// offered or agreed on.
/// </summary>
/// <param name="Name">The token that names the extension.</param>
/// <param name="Parameters">The parameters, in order. The collection is copied.</param>
public sealed record ExtensionOffer(string Name, IEnumerable<ExtensionParameter> Parameters)
{
    private const string Field = "Sec-WebSocket-Extensions";

    /// <summary>The parameters, in order.</summary>
    public IEnumerable<ExtensionParameter> Parameters { get; init => field = ItemList.Of(value); } = ItemList.Of(Parameters);

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Parameters.Select(parameter => $"; {parameter}").Prepend(Name));

    /// <summary>
    /// Parses all Sec-WebSocket-Extensions fields of a head. Returns the elements in order of preference, or an error if a field is
    /// invalid.
    /// </summary>
    public static Either<HandshakeError, Seq<ExtensionOffer>> Parse(IEnumerable<Header> headers) =>
        ExtensionParser.Parse(HeaderList.Values(headers, Field));

    /// <summary>Returns one header field that contains all elements.</summary>
    internal static Header ToHeader(IEnumerable<ExtensionOffer> elements) => new(Field, string.Join(", ", elements));
}

/// <summary>A parameter of an extension.</summary>
/// <param name="Name">The token that names the parameter.</param>
/// <param name="Value">The value without quotes, or None if the parameter has no value.</param>
public sealed record ExtensionParameter(string Name, Option<string> Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.Match(value => $"{Name}={value}", () => Name);

    /// <inheritdoc/>
    public bool Equals(ExtensionParameter? other) => other is not null && Name == other.Name && ByContent.Same(Value, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ByContent.Hash(Value));
}
